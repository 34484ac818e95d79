# SPDX-License-Identifier: Apache-2.0
"""A command beside others that want the cores."""
from __future__ import annotations

import sys
import unittest

import support  # noqa: F401  puts the scripts on the path
import busy
from console import Failure

# Counts the siblings of this process that spin, by their command line.
_COUNT = """
import os, pathlib, sys
parent = os.getppid()
def is_sibling(entry):
    try:
        fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        return int(entry.name) != os.getpid() and int(fields[1]) == parent and b"while True" in (entry / "cmdline").read_bytes()
    except OSError:
        return False
sys.exit(sum(is_sibling(entry) for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit()))
"""


class Busy(unittest.TestCase):
    @unittest.skipUnless(sys.platform.startswith("linux"), "reads /proc")
    def test_the_command_runs_beside_the_others_and_its_code_is_returned(self) -> None:
        self.assertEqual(3, busy.run(3, [sys.executable, "-c", _COUNT]))
        self.assertEqual(0, busy.run(1, [sys.executable, "-c", "pass"]))

    def test_what_is_not_said_is_asked_for(self) -> None:
        for words in (["8"], ["many", "make"], ["0", "make"], ["1000", "make", "test"]):
            with self.assertRaises(Failure, msg=str(words)):
                busy.main(words)


if __name__ == "__main__":
    unittest.main()
