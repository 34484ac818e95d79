# SPDX-License-Identifier: Apache-2.0
"""Runs a command on a machine that does other things too: what `make test LOAD=8` does.

`python3 hack/busy.py 8 make test` keeps eight processes busy until the command ends, and returns its exit code.
"""
from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import List, Sequence

from console import Failure, run_main, say
from processes import Child

# Sixteen processes on two cores are what a shared build machine had on its worst day.
_MOST = 64
_WORK = "while True:\n    pass\n"


def run(load: int, command: Sequence[str]) -> int:
    """Runs the command beside `load` processes that want a core each."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="busy-")))
        for number in range(load):
            child = Child(f"busy-{number}", [sys.executable, "-c", _WORK], directory / f"{number}.log")
            stack.callback(child.stop)
        say("busy", f"{load} processes want a core each until this ends: {' '.join(command)}")
        return subprocess.run(list(command), check=False).returncode


def main(arguments: Sequence[str] = ()) -> int:
    words: List[str] = list(arguments or sys.argv[1:])
    if len(words) < 2 or not words[0].isdigit() or not 0 < int(words[0]) <= _MOST:
        raise Failure("how many processes, and which command?", f"python3 hack/busy.py 8 make test (1 to {_MOST})")
    return run(int(words[0]), words[1:])


if __name__ == "__main__":
    run_main("busy", main)
