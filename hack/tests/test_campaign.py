# SPDX-License-Identifier: Apache-2.0
"""The campaign is good only when every point of the recorded run was reached and ended well."""
from __future__ import annotations

import json
import unittest
from typing import Any, List
from unittest import mock

import support
import campaign


class Told(support.InDirectory):
    def told(self, points: int, results: List[Any]) -> "tuple[str, bool]":
        report = {"points": points, "writes": 27, "results": [{"ok": ok} for ok in results]}
        (self.directory / "report.json").write_text(json.dumps(report), encoding="utf-8")
        with mock.patch.object(campaign, "CAMPAIGN", self.directory):
            return campaign._told()

    def test_every_point_reached_and_good(self) -> None:
        line, good = self.told(3, [True, True, True])
        self.assertTrue(good)
        self.assertIn("3 of 3 points from 27 writes, 0 failed", line)

    def test_one_that_failed(self) -> None:
        line, good = self.told(3, [True, False, True])
        self.assertFalse(good)
        self.assertIn("1 failed", line)

    def test_points_that_were_not_reached(self) -> None:
        line, good = self.told(216, [True, True])
        self.assertFalse(good)
        self.assertIn("2 of 216", line)

    def test_a_campaign_without_points(self) -> None:
        self.assertFalse(self.told(0, [])[1])

    def test_no_report(self) -> None:
        with mock.patch.object(campaign, "CAMPAIGN", self.directory):
            line, good = campaign._told()
        self.assertFalse(good)
        self.assertIn("there is no report", line)


if __name__ == "__main__":
    unittest.main()
