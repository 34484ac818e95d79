# SPDX-License-Identifier: Apache-2.0
"""Makes a virtual environment with what `hack/requirements.txt` names and prints the path of its Python.

It lies in the cache under a name that follows from the requirements and the interpreter, so a change of either makes
a new one. A marker written last tells a finished environment from one that was interrupted.
"""
from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import List

import cache
from console import Failure, Heartbeat, duration, run_main, say

REQUIREMENTS = Path(__file__).resolve().parent / "requirements.txt"
_OLDEST = (3, 10)
_MARKER = "complete"
_ATTEMPTS = 3


def directory() -> Path:
    """Where the environment for these requirements and this interpreter lies."""
    interpreter = f"{sys.version_info[:3]} {os.path.realpath(sys.executable)}"
    return cache.root() / f"py-{cache.fingerprint([REQUIREMENTS.read_bytes(), interpreter.encode()])}"


def provide() -> Path:
    """The environment's Python; makes the environment when it is missing."""
    final = directory()
    if not _complete(final):
        if sys.version_info < _OLDEST:
            raise Failure(f"{sys.executable} is Python {platform.python_version()}, moto and botocore want >= 3.10",
                          "use a newer one: make PYTHON=python3.12, for instance")
        for module in ("venv", "ensurepip"):
            if importlib.util.find_spec(module) is None:
                raise Failure(f"{sys.executable} lacks the module {module}, needed to make a virtual environment",
                              "install it (python3-venv on Debian and Ubuntu) or use another Python: make PYTHON=...")
        with cache.locked(final.with_name(final.name + ".lock"), "python", "is making the same environment"):
            if not _complete(final):
                _make(final)
    return _python(final)


def _python(environment: Path) -> Path:
    return environment / "bin" / "python"


def _complete(environment: Path) -> bool:
    return (environment / _MARKER).exists() and os.access(_python(environment), os.X_OK)


def _make(final: Path) -> None:
    say("python", "installing moto, botocore and playwright into a virtual environment: about a minute, then cached")
    started = time.monotonic()
    # Made in place, since an environment cannot be moved; what an interrupted run left is removed first.
    shutil.rmtree(final, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(final)], "making the environment")
    install = [str(_python(final)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q",
               "--retries", "3", "-r", str(REQUIREMENTS)]
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _run(install, "pip install")
            break
        except Failure as failure:
            if attempt == _ATTEMPTS:
                raise
            say("python", f"{failure.problem}; trying again")
            time.sleep(2 * attempt)
    (final / _MARKER).write_text("", encoding="utf-8")
    say("python", f"installed in {duration(time.monotonic() - started)}: {final}")


def _run(command: List[str], work: str) -> None:
    with Heartbeat("python", work):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise Failure(f"{work} failed (exit code {done.returncode})",
                      "see the lines above; the network is needed once",
                      done.stdout.splitlines()[-15:])


def main() -> int:
    print(provide())
    return 0


if __name__ == "__main__":
    run_main("python", main)
