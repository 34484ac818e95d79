# SPDX-License-Identifier: Apache-2.0
"""Runs unittest suites and writes their results as JUnit-style XML, so that one reader serves Java and Python.

    python3 hack/pytests.py --report DIR hack/tests [more directories]
"""
from __future__ import annotations

import argparse
import sys
import time
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Dict, List, Tuple

from console import run_main

HACK = Path(__file__).resolve().parent


class _Recorder(unittest.TextTestResult):
    """A result that remembers the outcome of every test, the passed ones too."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.seconds: Dict[str, float] = {}
        self.started: Dict[str, float] = {}

    def startTest(self, test: unittest.TestCase) -> None:
        self.started[test.id()] = time.monotonic()
        super().startTest(test)

    def stopTest(self, test: unittest.TestCase) -> None:
        self.seconds[test.id()] = time.monotonic() - self.started[test.id()]
        super().stopTest(test)

    def problems(self) -> Dict[str, Tuple[str, str]]:
        """Kind (failure, error, skipped) and text by test id; a failed class set-up counts under its own id."""
        found: Dict[str, Tuple[str, str]] = {}
        for kind, entries in (("skipped", self.skipped), ("failure", self.failures), ("error", self.errors)):
            for test, text in entries:
                found[test.id()] = (kind, text.strip())
        for test in self.unexpectedSuccesses:
            found[test.id()] = ("failure", "passed although it was expected to fail")
        return found


def write(result: _Recorder, directory: Path, name: str) -> None:
    """Writes TEST-<name>.xml."""
    directory.mkdir(parents=True, exist_ok=True)
    problems = result.problems()
    root = ElementTree.Element("testsuite", name=name)
    for test_id in sorted({*result.seconds, *problems}):
        owner, _, method = test_id.rpartition(".")
        case = ElementTree.SubElement(root, "testcase", classname=owner, name=method,
                                      time=f"{result.seconds.get(test_id, 0.0):.3f}")
        if test_id in problems:
            kind, text = problems[test_id]
            last = text.splitlines()[-1] if text else ""
            ElementTree.SubElement(case, kind, message=last).text = text
    ElementTree.ElementTree(root).write(directory / f"TEST-{name}.xml", encoding="utf-8", xml_declaration=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs unittest suites, writes JUnit-style XML.")
    parser.add_argument("--report", type=Path, required=True, help="directory for the XML files")
    parser.add_argument("directories", type=Path, nargs="+", help="directories with test_*.py")
    arguments = parser.parse_args()
    good: List[bool] = []
    for directory in arguments.directories:
        top = directory.resolve()
        sys.path.insert(0, str(top.parent))
        suite = unittest.TestLoader().discover(str(top), pattern="test_*.py", top_level_dir=str(top))
        runner = unittest.TextTestRunner(verbosity=2, resultclass=_Recorder)
        result = runner.run(suite)
        write(result, arguments.report, f"{top.parent.name}-{top.name}")  # type: ignore[arg-type]
        good.append(result.wasSuccessful())
    return 0 if all(good) else 1


if __name__ == "__main__":
    run_main("python", main)
