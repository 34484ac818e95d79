# SPDX-License-Identifier: Apache-2.0
"""Calls to the data plane by the stock curl. Secrets go to it by its standard input, never by its arguments."""
from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections import Counter
from typing import List, NamedTuple, Optional

import kubeclient
from awswire import Credentials
from console import Failure

_LEAST = (7, 75)


class Answer(NamedTuple):
    """The status and the body of an answer."""

    status: int
    body: str

    def says(self, status: int, words: str = "") -> bool:
        return self.status == status and words.lower() in self.body.lower()

    def __str__(self) -> str:
        return f"{self.status} {self.body}"


class Burst(NamedTuple):
    """How many answers there were by status, and how long the whole took in seconds."""

    statuses: "Counter[int]"
    seconds: float


def check() -> None:
    """A Failure when there is no curl, or one that cannot sign."""
    if shutil.which("curl") is None:
        raise Failure("no curl on the PATH", "install curl >= 7.75")
    shown = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"curl (\d+)\.(\d+)", shown)
    if found and (int(found.group(1)), int(found.group(2))) < _LEAST:
        raise Failure(f"{shown.split(' (')[0]} cannot sign requests for AWS", "install curl >= 7.75")


def call(method: str, url: str, region: str = "", signer: Optional[Credentials] = None, key: str = "",
         address: str = "") -> Answer:
    """One request, signed when there is a signer, with an API key when there is one, from an address of the emulator's."""
    config = _config(region, signer, key)
    if address:
        config += f'\nheader = "X-Emulator-Source-Ip: {address}"'
    shown = _run(["--request", method, "--write-out", "\n%{http_code}", url], config)
    body, _, status = shown.rpartition("\n")
    return Answer(int(status), body)


def burst(url: str, count: int, key: str) -> Burst:
    """Many requests at once, as fast as one curl can."""
    started = time.monotonic()
    shown = _run(["--parallel", "--parallel-max", "50", "--no-progress-meter", "--output", "/dev/null",
                  "--write-out", "%{http_code}\n", f"{url}?n=[1-{count}]"], _config("", None, key))
    seconds = time.monotonic() - started
    return Burst(Counter(int(line) for line in shown.split()), seconds)


def _config(region: str, signer: Optional[Credentials], key: str) -> str:
    lines: List[str] = []
    if signer:
        lines += [f'aws-sigv4 = "aws:amz:{region}:execute-api"', f'user = "{signer.access_key}:{signer.secret_key}"']
        if signer.token:
            lines.append(f'header = "x-amz-security-token: {signer.token}"')
    if key:
        lines.append(f'header = "x-api-key: {key}"')
    return "\n".join(lines)


def _run(arguments: List[str], config: str) -> str:
    done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", "20", "--config", "-", *arguments],
                          input=config, capture_output=True, text=True, timeout=90, check=False,
                          env=kubeclient.environment())
    if done.returncode != 0:
        raise Failure(f"curl ended with exit code {done.returncode}", "", done.stderr.splitlines()[-3:])
    return done.stdout
