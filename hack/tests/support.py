# SPDX-License-Identifier: Apache-2.0
"""What the tests of the scripts share: the import path, fake tools, directories that go away."""
from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

HACK = Path(__file__).resolve().parent.parent
if str(HACK) not in sys.path:
    sys.path.insert(0, str(HACK))


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    """Writes a file that can be executed, with its directories."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


class InDirectory(unittest.TestCase):
    """A test case with a directory of its own."""

    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory(prefix="apiaccess-test-")
        self.addCleanup(holder.cleanup)
        self.directory = Path(holder.name).resolve()
