# SPDX-License-Identifier: Apache-2.0
"""The container engine, by the command of its user: docker, or podman."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import IO, List, Mapping, Optional, Sequence

from console import Failure

COMMANDS = ("docker", "podman")
_HELP = "start one (docker, podman), or set DOCKER_HOST to where it listens"


class Engine:
    """An engine that answers."""

    def __init__(self, command: str) -> None:
        self.command = command

    def try_(self, *arguments: str, timeout: float = 300.0, stdin: Optional[IO[bytes]] = None) -> Optional[str]:
        """What the engine prints; None when it fails."""
        done = self._run(arguments, timeout, stdin)
        return done.stdout.strip() if done.returncode == 0 else None

    def do(self, *arguments: str, timeout: float = 600.0, stdin: Optional[IO[bytes]] = None) -> str:
        """What the engine prints; a Failure with its words when it fails."""
        done = self._run(arguments, timeout, stdin)
        if done.returncode != 0:
            raise Failure(f"{self.command} {' '.join(arguments)} failed (exit code {done.returncode})", "",
                          done.stderr.splitlines()[-10:])
        return done.stdout.strip()

    def why_not(self, *arguments: str, timeout: float = 300.0) -> str:
        """The last line of what the engine says when it refuses; empty when it does not."""
        done = self._run(arguments, timeout, None)
        return "" if done.returncode == 0 else reason(done.stderr) or f"exit code {done.returncode}"

    def _run(self, arguments: Sequence[str], timeout: float,
             stdin: Optional[IO[bytes]]) -> "subprocess.CompletedProcess[str]":
        command = [self.command, *arguments]
        try:
            return subprocess.run(command, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True, errors="replace", timeout=timeout, check=False)
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 124, "", f"no answer within {timeout:.0f} s")

    def host_is_here(self) -> bool:
        """Whether the ports of its containers are on this machine's loopback."""
        name = self.try_("info", "--format", "{{json .Name}}")
        return name is not None and json.loads(name or '""') == os.uname().nodename


def reason(told: str) -> str:
    """The last line that says something: docker ends with where to find help."""
    lines = [line.strip() for line in told.splitlines()]
    return next((line for line in reversed(lines) if line and not line.startswith(("Run '", "See '"))), "")


def find(environment: Mapping[str, str] = os.environ) -> Engine:
    """The engine that answers; a Failure that says what each of the commands said when none does."""
    heard: List[str] = []
    for command in COMMANDS:
        path = shutil.which(command, path=environment.get("PATH", ""))
        if path is None:
            heard.append(f"{command}: not on the PATH")
            continue
        engine = Engine(path)
        refusal = engine.why_not("version", timeout=30.0)
        if not refusal:
            return engine
        heard.append(f"{command}: {refusal}")
    raise Failure("no container engine answers", _HELP, heard)
