# SPDX-License-Identifier: Apache-2.0
"""Reads JUnit-style XML reports and makes one summary of them."""
from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, List, Tuple


@dataclass
class Suite:
    """Counts of one line of the summary; `failures` and `skips` hold a test's name and the reason."""

    name: str
    run: int = 0
    failures: List[Tuple[str, str]] = field(default_factory=list)
    skips: List[Tuple[str, str]] = field(default_factory=list)

    @property
    def passed(self) -> int:
        return self.run - len(self.failures)

    @staticmethod
    def skipped(name: str, reason: str) -> "Suite":
        """A suite that did not run at all."""
        return Suite(name, skips=[(name, reason)])

    @staticmethod
    def failed(name: str, reason: str) -> "Suite":
        """Something that had to work before or beside the tests and did not."""
        return Suite(name, run=1, failures=[(name, reason)])


def read(directory: Path, name_of: Callable[[str], str]) -> List[Suite]:
    """The suites of the directory's TEST-*.xml files; `name_of` maps a test class to its line of the summary."""
    suites: Dict[str, Suite] = {}
    for file in sorted(directory.glob("TEST-*.xml")):
        try:
            cases = list(ElementTree.parse(file).getroot().iter("testcase"))
        except ElementTree.ParseError as broken:
            suites[file.name] = Suite.failed(file.name, f"unreadable report: {broken}")
            continue
        for case in cases:
            owner = case.get("classname") or file.stem
            suite = suites.setdefault(name_of(owner), Suite(name_of(owner)))
            _count(suite, f"{owner}.{case.get('name')}", case)
    return sorted(suites.values(), key=lambda suite: suite.name)


def _count(suite: Suite, name: str, case: ElementTree.Element) -> None:
    skip = case.find("skipped")
    if skip is not None:
        suite.skips.append((name, _reason(skip)))
        return
    suite.run += 1
    for kind in ("failure", "error"):
        problem = case.find(kind)
        if problem is not None:
            suite.failures.append((name, _reason(problem)))
            return


def _reason(element: ElementTree.Element) -> str:
    text = (element.get("message") or element.text or "no reason given").strip()
    return (text.splitlines() or ["no reason given"])[0][:200]


def summary(suites: List[Suite], strict: bool) -> Tuple[str, bool]:
    """The table with every failure and skip named, its last line the totals; and whether all is well."""
    width = max([len(suite.name) for suite in suites] + [len("suite")])
    lines = [f"{'suite':<{width}}  {'run':>5} {'failed':>6} {'skipped':>7}"]
    lines += [f"{suite.name:<{width}}  {suite.run:>5} {len(suite.failures):>6} {len(suite.skips):>7}"
              for suite in suites]
    for suite in suites:
        lines += [f"FAILED   {name}: {reason}" for name, reason in suite.failures]
        lines += [f"SKIPPED  {name}: {reason}" for name, reason in suite.skips]
    passed = sum(suite.passed for suite in suites)
    failed = sum(len(suite.failures) for suite in suites)
    skipped = sum(len(suite.skips) for suite in suites)
    if strict and skipped:
        lines.append("STRICT=1: a skip is a failure")
    if not passed:
        lines.append("no test passed: that is a failure")
    lines.append(f"{passed} passed, {failed} failed, {skipped} skipped")
    return "\n".join(lines), bool(passed) and not failed and not (strict and skipped)
