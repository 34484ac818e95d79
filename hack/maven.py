# SPDX-License-Identifier: Apache-2.0
"""Runs Maven under the right JDK, with its output live, and once more when the network failed it.

`python3 hack/maven.py <arguments>` is `mvn <arguments>` without the need to set JAVA_HOME.
"""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Sequence

import jdk
from console import Failure, run_main, say

ROOT = Path(__file__).resolve().parent.parent
# The first is read by Maven up to 3.8, the second by Maven 3.9 and later.
_QUIET_AND_PATIENT = ("-B", "-ntp", "-Dmaven.wagon.http.retryHandler.count=3",
                      "-Daether.connector.http.retryHandler.count=3")
_NETWORK = re.compile(r"Could not transfer|Connect(ion)? (timed out|reset|refused)|Read timed out|Unknown host"
                      r"|Premature end of|status code: 5\d\d|PKIX path")
_MAVEN_ERROR = re.compile(r"^\[(\x1b\[[0-9;]*m)?(ERROR|FATAL)")


def maven() -> str:
    found = shutil.which("mvn")
    if found is None:
        raise Failure("no mvn on the PATH", "install Apache Maven >= 3.8")
    return found


def run(arguments: Sequence[str], tag: str = "maven") -> int:
    """Runs Maven in the project's root, returns its exit code. Its output goes to stderr, line by line."""
    home = jdk.find()
    colour = f"-Dstyle.color={'always' if sys.stderr.isatty() else 'never'}"
    command = [maven(), *_QUIET_AND_PATIENT, colour, *arguments]
    say(tag, f"mvn {' '.join(arguments)} (JDK {home})")
    code, network = _attempt(command, home)
    if code != 0 and network:
        say(tag, "a download failed; running Maven once more")
        code, _ = _attempt([*command, "-U"], home)
    return code


def _attempt(command: List[str], home: Path) -> "tuple[int, bool]":
    """Exit code, and whether Maven's own errors speak of the network."""
    network = False
    environment = {**os.environ, "JAVA_HOME": str(home)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                sys.stderr.write(line)
                sys.stderr.flush()
                network = network or bool(_MAVEN_ERROR.match(line) and _NETWORK.search(line))
            return process.wait(), network
        finally:
            if process.poll() is None:
                process.terminate()


def main() -> int:
    return run(sys.argv[1:])


if __name__ == "__main__":
    run_main("maven", main)
