# SPDX-License-Identifier: Apache-2.0
"""The summary of `make test`, from reports on disk."""
from __future__ import annotations

import unittest

from support import InDirectory

import reports
from reports import Suite

_REPORT = """<testsuite name="a.B">
<testcase classname="a.B" name="good"/>
<testcase classname="a.B" name="bad"><failure message="expected 1&#10;but was 2" type="x">trace</failure></testcase>
<testcase classname="a.C" name="broken"><error type="x">NullPointerException
at a.C</error></testcase>
<testcase classname="a.C" name="off"><skipped message="needs moto"/></testcase>
</testsuite>"""


class ReportsTest(InDirectory):
    def read(self, text: str) -> "list[Suite]":
        (self.directory / "TEST-a.xml").write_text(text, encoding="utf-8")
        return reports.read(self.directory, lambda owner: owner)

    def test_counts_and_reasons(self) -> None:
        first, second = self.read(_REPORT)
        self.assertEqual(("a.B", 2, 1, [("a.B.bad", "expected 1")]),
                         (first.name, first.run, first.passed, first.failures))
        self.assertEqual((1, 0, [("a.C.broken", "NullPointerException")], [("a.C.off", "needs moto")]),
                         (second.run, second.passed, second.failures, second.skips))

    def test_the_last_line_and_the_verdict(self) -> None:
        text, good = reports.summary(self.read(_REPORT), strict=False)
        self.assertEqual("1 passed, 2 failed, 1 skipped", text.splitlines()[-1])
        self.assertFalse(good)
        self.assertIn("SKIPPED  a.C.off: needs moto", text)

    def test_a_skip_fails_only_when_strict(self) -> None:
        suites = [Suite("a", run=3), Suite.skipped("b", "no binaries")]
        self.assertTrue(reports.summary(suites, strict=False)[1])
        text, good = reports.summary(suites, strict=True)
        self.assertFalse(good)
        self.assertEqual("3 passed, 0 failed, 1 skipped", text.splitlines()[-1])

    def test_nothing_run_is_not_success(self) -> None:
        self.assertFalse(reports.summary([], strict=False)[1])

    def test_an_unreadable_report_is_a_failure(self) -> None:
        (broken,) = self.read("<testsuite>")
        self.assertEqual(1, len(broken.failures))


if __name__ == "__main__":
    unittest.main()
