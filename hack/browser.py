# SPDX-License-Identifier: Apache-2.0
"""Finds the Chromium that the tests of the page drive: the one of the system, never one that is downloaded by a library.

As root on a system with apt it can be installed: `python3 hack/browser.py --install`, which continuous integration does.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import List, Optional

from console import duration, run_main, say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_LONGEST_SECONDS = 240


def find() -> Optional[str]:
    """The path of a browser: what APIACCESS_CHROMIUM names, else one on the PATH."""
    named = os.environ.get("APIACCESS_CHROMIUM")
    return named or next((found for found in map(shutil.which, NAMES) if found), None)


def install() -> Optional[str]:
    """Installs Chromium where that is possible; it says why when it is not, and fails nobody: the tests are then skipped by name."""
    if find() is not None:
        return find()
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say("browser", "there is no Chromium, and it can be installed as root with apt-get only: the tests of the page will be skipped")
        return None
    started = time.monotonic()
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]):
        if not _run(command):
            return None
    say("browser", f"installed in {duration(time.monotonic() - started)}: {find()}")
    return find()


def _run(command: List[str]) -> bool:
    try:
        done = subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=_LONGEST_SECONDS,
                              check=False)
    except subprocess.TimeoutExpired:
        say("browser", f"{' '.join(command)} took longer than {_LONGEST_SECONDS} s: the tests of the page will be skipped")
        return False
    if done.returncode != 0:
        say("browser", f"{' '.join(command)} failed: " + " | ".join(done.stdout.splitlines()[-3:]))
    return done.returncode == 0


def main() -> int:
    found = install() if "--install" in sys.argv[1:] else find()
    print(found or "")
    return 0


if __name__ == "__main__":
    run_main("browser", main)
