# SPDX-License-Identifier: Apache-2.0
"""The alerts of the chart: every one fires in a test, has a page of the runbook, and asks for metrics that are served."""
from __future__ import annotations

import json
import os
import re
import subprocess
import unittest
from pathlib import Path
from typing import Any, Iterator, Set

import yaml
from support import HACK

import tools

ROOT = HACK.parent
RULES = ROOT / "helm" / "apiaccess" / "files" / "alerts.yaml"
CASES = Path(__file__).with_name("alerts.test.yaml")
DASHBOARD = ROOT / "helm" / "apiaccess" / "dashboards" / "apiaccess.json"
RUNBOOK = ROOT / "docs" / "runbook.md"
# What the Java Operator SDK, Micrometer and Prometheus itself serve beside our own.
THEIRS = re.compile(r"(reconciliations|jvm|process|http_server)_\w+|up")


def alerts() -> Iterator[Any]:
    for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]:
        yield from group["rules"]


def documented() -> Set[str]:
    """Names that docs/metrics.md lists, which an integration test compares with those that an operator serves."""
    names: Set[str] = set()
    for row in re.finditer(r"^\| `(apiaccess_[a-z_]+)`(.*?)\|", (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8"),
                           re.M):
        first = row.group(1)
        names |= {first} | {first[:first.rindex("_")] + more for more in re.findall(r"`(_[a-z]+)`", row.group(2))}
    return names


def metrics(expression: str) -> Set[str]:
    """Names of metrics in a query: words that are no function, no label and no text."""
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|\b(?:by|without|on|ignoring|group_left)\s*\([^)]*\)|\[[^\]]*\]', " ", expression)
    return {word for word in re.findall(r"\b[a-z][a-z0-9_]*\b(?!\s*\()", bare)
            if word not in {"by", "and", "or", "unless", "bool", "offset"}}


def queries(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("expr"), str):
            yield node["expr"]
        for value in node.values():
            yield from queries(value)
    elif isinstance(node, list):
        for value in node:
            yield from queries(value)


class AlertsTest(unittest.TestCase):
    def test_every_alert_fires_when_it_should_and_no_other_does(self) -> None:
        if tools.missing(tools.where()):
            self.skipTest("no ruletest: run python3 hack/tools.py")
        run = subprocess.run([str(tools.where() / "ruletest"), str(CASES)], capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, run.stdout + run.stderr)
        fired = {case["alertname"] for test in yaml.safe_load(CASES.read_text(encoding="utf-8"))["tests"]
                 for case in test["alert_rule_test"] if case["exp_alerts"]}
        self.assertEqual({alert["alert"] for alert in alerts()}, fired)

    def test_every_alert_says_what_to_do(self) -> None:
        sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", RUNBOOK.read_text(encoding="utf-8"), re.M | re.S))
        for alert in alerts():
            name = alert["alert"]
            with self.subTest(name):
                self.assertEqual({"summary", "description", "runbook_url"}, set(alert["annotations"]))
                self.assertEqual(f"docs/runbook.md#{name.lower()}", alert["annotations"]["runbook_url"])
                self.assertIn(alert["labels"]["severity"], ("critical", "warning", "info"))
                for part in ("**Means**", "**Causes**", "**Do**", "**Silence**"):
                    self.assertIn(part, sections.get(name, ""), f"section {name} of docs/runbook.md")
        self.assertEqual({alert["alert"] for alert in alerts()}, {name for name in sections if name.startswith("ApiAccess")},
                         "sections of docs/runbook.md and alerts")

    def test_alerts_and_dashboard_ask_for_metrics_that_are_there(self) -> None:
        board = list(queries(json.loads(DASHBOARD.read_text(encoding="utf-8"))))
        self.assertGreater(len(board), 15)
        for expression in [alert["expr"] for alert in alerts()] + board:
            with self.subTest(expression):
                named = {name for name in metrics(expression) if not THEIRS.fullmatch(name)}
                self.assertTrue(metrics(expression), "names no metric")
                self.assertEqual(set(), named - documented(), "not in docs/metrics.md")

    def test_what_tells_names_of_metrics(self) -> None:
        self.assertEqual({"a_b", "c"}, metrics('max by (x) (rate(a_b{y="z"}[5m])) / sum without (q) (c) > 0'))


if __name__ == "__main__":
    unittest.main()
