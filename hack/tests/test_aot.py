# SPDX-License-Identifier: Apache-2.0
"""How starts are measured and told."""
from __future__ import annotations

import unittest
from pathlib import Path

import support  # noqa: F401  puts the scripts on the path
import aot


class Measuring(unittest.TestCase):
    def test_variants_take_turns(self) -> None:
        order = []
        found = aot.in_turns(["a", "b"], 2, lambda name, turn: order.append((name, turn)) or f"{name}{turn}")
        self.assertEqual([("a", 0), ("b", 0), ("a", 1), ("b", 1)], order)
        self.assertEqual({"a": ["a0", "a1"], "b": ["b0", "b1"]}, found)

    def test_the_median_comes_with_the_least_and_the_most(self) -> None:
        self.assertEqual("2.00 (1.00-9.00)", aot.span([9.0, 1.0, 2.0]))
        self.assertEqual("150 (150-150)", aot.span([149.9], 0))

    def test_the_table_has_a_row_for_each_variant(self) -> None:
        starts = {"without a cache": [aot.Start(2.5, 3.0, 5.0, 200.0)], "trained waiting": [aot.Start(1.5, 2.0, 4.0, 190.0)]}
        rows = aot.table(starts, {name: [0.5] for name in starts}, {"trained waiting": 73_000_000}).splitlines()[2:]
        self.assertEqual("| without a cache | 2.50 (2.50-2.50) | 3.00 (3.00-3.00) | 5.0 (5.0-5.0) | 200 (200-200) | "
                         "0.50 (0.50-0.50) | - |", rows[0])
        self.assertTrue(rows[1].endswith("| 73 |"), rows[1])

    def test_the_image_trains_as_it_is_measured(self) -> None:
        recipe = (Path(aot.__file__).parent.parent / "Containerfile").read_text(encoding="utf-8")
        for told in ("APIACCESS_CLUSTER_ID=training", "QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL=", "-XX:AOTCacheOutput=",
                     aot.FLAGS[0], "timeout -s TERM 20 "):
            self.assertIn(told, recipe)
