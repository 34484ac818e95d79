# SPDX-License-Identifier: Apache-2.0
"""The benchmark's own arithmetic: floors, percentiles, bars; what counts as a sweep and as a repeated create."""
from __future__ import annotations

import copy
import json
import math
import os
import unittest
from typing import Any, Dict

import support
from benchparts import apis, before, decisions, fat, flood, large, limits, load, meter, question, report


class Floors(unittest.TestCase):
    def test_burst_is_free_and_the_rest_waits(self) -> None:
        self.assertEqual(0, limits.Rate(5, 5).seconds(5))
        self.assertEqual(2, limits.Rate(5, 5).seconds(15))

    def test_the_slowest_limit_counts(self) -> None:
        # At half of 10 a second, two calls a key: 2000 calls less a burst of 20.
        self.assertAlmostEqual(396, limits.floor({"apigateway": {"CreateApiKey": 1000, "CreateUsagePlanKey": 1000}}))
        # With the whole total, keys themselves are slower: 5 a second.
        self.assertAlmostEqual(199, limits.floor({"apigateway": {"CreateApiKey": 1000}}, percent=100))

    def test_services_go_side_by_side(self) -> None:
        one = {"iam": {"CreatePolicy": 100}}
        self.assertEqual(limits.floor(one), limits.floor({**one, "apigateway": {"CreateApiKey": 1}}))

    def test_a_faster_clock_does_not_widen_the_burst(self) -> None:
        self.assertAlmostEqual(limits.of_phase("create", 1000) / 10, limits.of_phase("create", 1000, divisor=10))

    def test_issuing_is_imports_pages_and_tags(self) -> None:
        # Four imports with two pages each and a thousand tags, less a burst of 20, five a second.
        self.assertAlmostEqual((4 + 8 + 1000 - 20) / 5, limits.of_issue(1000))
        self.assertAlmostEqual(396, limits.of_creating(1000))

    def test_few_objects_fit_the_burst(self) -> None:
        self.assertEqual(0, limits.of_phase("create", 1))


class TheVersionBefore(unittest.TestCase):
    BEFORE = before.Cost(cpu_create=10.0, writes=8.0, rss=200, few=0.1, many=5.0)

    def held(self, now: before.Cost) -> "list[bool]":
        return [bar.held for bar in before.bars(before.found(self.BEFORE, now))]

    def test_cheaper_holds(self) -> None:
        self.assertEqual([True] * 4, self.held(before.Cost(9.0, 7.0, 180, 0.1, 0.3)))

    def test_each_bar_can_fail(self) -> None:
        good = before.Cost(9.0, 7.0, 180, 0.1, 0.3)
        for worse, number in ((good._replace(writes=9.0), 0), (good._replace(rss=240), 1),
                              (good._replace(few=1.0, many=6.0), 2), (good._replace(many=1.3), 3)):
            self.assertEqual([one != number for one in range(4)], self.held(worse))


class LargePolicies(unittest.TestCase):
    def test_the_bounded_ones_are_at_the_bound(self) -> None:
        rules = large.bounded(0)[1]["spec"]["rules"]
        self.assertEqual(large.BOUND, sum(len(rule["paths"]) + len(rule["principals"]) for rule in rules))

    def test_the_stored_ones_are_as_large_as_any(self) -> None:
        item = large.stored(19)[1]
        self.assertGreater(len(json.dumps(item)), 275_000)
        self.assertEqual({256}, {len(path) for rule in item["spec"]["rules"] for path in rule["paths"]})

    def test_roles_exist_for_all_that_are_named(self) -> None:
        named = {name for _, item in (large.stored(0), large.bounded(0)) for rule in item["spec"]["rules"]
                 for name in rule["principals"]}
        self.assertLessEqual(named, {f"role/apps/{load.role(one)}" for one in range(large.ROLES)})

    def test_heap_in_use_is_read_without_the_metaspace(self) -> None:
        shown = """1234:
 DefNew     total 153600K, used 2048K [0x1, 0x2, 0x3)
 Tenured    total 341376K, used 51200K [0x1, 0x2, 0x3)
 Metaspace       used 90000K, committed 91000K, reserved 1114112K
"""
        self.assertEqual(52, large.heap_used(shown))

    def test_bars(self) -> None:
        one = {"policies": 1, "moreMiB": 16.1, "revocationSeconds": 9.0}
        found = {"bounded": one, "stored": {**one, "letGo": True}}
        self.assertEqual([True, True, False, True, True], [bar.held for bar in report.large_bars(found)])


class Percentiles(unittest.TestCase):
    def test_nearest_rank(self) -> None:
        values = [float(one) for one in range(100, 0, -1)]
        self.assertEqual((50, 99, 100), tuple(report.percentile(values, one) for one in (50, 99, 100)))
        self.assertEqual(7, report.percentile([7], 1))

    def test_of_nothing(self) -> None:
        self.assertTrue(math.isnan(report.percentile([], 50)))


class FatSecrets(unittest.TestCase):
    FOUND: Dict[str, Any] = {"secrets": 10, "kibEach": 700, "heapBeforeMib": 50.0, "heapAfterMib": 70.0,
                             "heapAfterRestartMib": 45.0, "revocationSeconds": {"beside them": 1.0, "after a restart": 2.0}}

    def test_what_costs_little_holds(self) -> None:
        self.assertTrue(all(bar.held for bar in fat.bars(self.FOUND)))

    def test_memory_and_time_are_bars(self) -> None:
        for change in ({"heapAfterMib": 90.0}, {"heapAfterRestartMib": 90.0}, {"revocationSeconds": {"beside them": 10.0}}):
            self.assertEqual(1, sum(1 for bar in fat.bars({**self.FOUND, **change}) if not bar.held), change)

    def test_half_are_ours_by_their_labels_and_some_are_fat_outside_of_their_data(self) -> None:
        made = [fat.secret(index, 1) for index in range(8)]
        self.assertEqual(4, sum(1 for one in made if "apiaccess.dev/grant" in one["metadata"]["labels"]))
        self.assertEqual(2, sum(1 for one in made if len(one["metadata"].get("annotations", {}).get("example.com/note", "")) > 200_000))


class Floods(unittest.TestCase):
    ONE: Dict[str, Any] = {"objects": 1000, "what": "grants", "revocation": {"p50": 0.4, "p99": 1.9, "most": 3.0},
                           "revocationP95": 1.9, "newPolicy": 9.9, "newGrant": 21.9}

    def test_what_neighbours_do_not_notice_holds(self) -> None:
        self.assertTrue(all(bar.held for bar in flood.bars({"grants": self.ONE}, 12.0)))

    def test_each_time_is_a_bar(self) -> None:
        for change in ({"revocationP95": 2.1}, {"newPolicy": 10.1}, {"newGrant": 22.1}):
            missed = [bar.text for bar in flood.bars({"grants": {**self.ONE, **change}}, 12.0) if not bar.held]
            self.assertEqual(1, len(missed), change)

    def test_a_flood_comes_from_one_namespace_under_names_of_its_own(self) -> None:
        for one in flood.FLOODS:
            items = [one.item(index) for index in range(40)]
            self.assertEqual(({load.namespace(0)}, 40), ({key.namespace for key, _ in items}, len({key for key, _ in items})))
            self.assertTrue(all(item["metadata"]["name"] == key.name for key, item in items))
        self.assertEqual(1, len({json.dumps(flood.policy(index)[1]["spec"]) for index in range(3)}), "all for one role")
        self.assertEqual(3, len({flood.grant(index)[1]["spec"]["secret"]["name"] for index in range(3)}))

    def test_neighbours_have_namespaces_and_roles_of_their_own(self) -> None:
        self.assertLessEqual(flood.REVOCATIONS + flood.NEW, load.OTHER)
        spaces = [load.namespace(load.OTHER * number) for number in range(len(flood.FLOODS) + 1)]
        self.assertEqual(len(spaces), len(set(spaces)))

    def test_the_table_shows_it(self) -> None:
        found = {**Bars.good, "flood": {"grants": self.ONE}, "bars": []}
        self.assertIn("| 1000 grants | 0.4 | 1.9 | 3.0 | 9.9 | 21.9 |", report.markdown(found))


class ClosedApis(unittest.TestCase):
    FOUND: Dict[str, Any] = {"apis": 100, "methods": 50, "seconds": 114.0, "floor": 100.0, "calls": 5300,
                             "writes": {"UpdateMethod": 5000, "CreateDeployment": 100, "UpdateStage": 100},
                             "rest": {"GetRestApis": 1, "GetStages": 100}}

    def test_what_limits_force_and_one_deployment_each_hold(self) -> None:
        self.assertTrue(all(bar.held for bar in apis.bars(self.FOUND)))

    def test_each_is_a_bar(self) -> None:
        for change in ({"seconds": 121.0}, {"writes": {**self.FOUND["writes"], "CreateDeployment": 101}},
                       {"rest": {"GetStages": 100, "GetRestApi": 100}}, {"rest": {"UpdateStage": 1}}):
            self.assertEqual(1, sum(1 for bar in apis.bars({**self.FOUND, **change}) if not bar.held), change)


def _aws(**values: Any) -> Dict[str, Any]:
    return {"sweeps": 1, "sweepCalls": 10, "objectCalls": 0, "reads": 0, "writes": 0, "duplicates": [], **values}


def _phase(**values: Any) -> Dict[str, Any]:
    return {"seconds": 1.0, "cpuSeconds": 1.0, "rssMiB": 200, "readySeconds": 1.0,
            "kubernetes": {"writes": 0, "events": 0}, "aws": _aws(**values)}


class Bars(unittest.TestCase):
    good = {"triples": 1000, "objects": 2010, "timeDivisor": 10, "java": [], "machine": "m", "startSeconds": 1,
            "settleSeconds": 12.0,
            "phases": {"create": _phase(objectCalls=4000), "rest": _phase(), "restart": _phase()}}

    def _missed(self, found: Dict[str, Any]) -> "list[str]":
        return [bar.text for bar in report.bars(found) if not bar.held]

    def test_all_hold(self) -> None:
        self.assertEqual([], self._missed(self.good))

    def test_each_can_be_missed(self) -> None:
        for phase, values, word in (("create", {"objectCalls": 7001}, "create"), ("rest", {"sweepCalls": 403}, "a sweep"),
                                    ("create", {"duplicates": ["CreateApiKey x"]}, "sent twice"),
                                    ("restart", {"sweeps": 2}, "one sweep"), ("restart", {"objectCalls": 1}, "single"),
                                    ("rest", {"sweeps": 0, "sweepCalls": 1}, "it looked"), ("rest", {"writes": 1}, "AWS write")):
            found = copy.deepcopy(self.good)
            found["phases"][phase]["aws"].update(values)
            missed = self._missed(found)
            self.assertEqual(1, len(missed), (values, missed))
            self.assertIn(word, missed[0])

    def test_events_are_writes_too(self) -> None:
        found = copy.deepcopy(self.good)
        found["phases"]["rest"]["kubernetes"]["events"] = 1
        self.assertEqual(["at rest: no Kubernetes write"], self._missed(found))

    def test_few_objects_have_no_bar_for_sweeps(self) -> None:
        found = copy.deepcopy(self.good)
        found.update(triples=100, objects=201)
        found["phases"]["create"]["aws"]["objectCalls"] = 400
        found["phases"]["rest"]["aws"]["sweepCalls"] = 201
        self.assertEqual([], self._missed(found))

    issue = {**_phase(), "grants": 1000, "timeDivisor": 1, "converged": 9.0, "allReadySeconds": 300.0, "floor": 200.0,
             "awsSeconds": 210.0, "singlyFloor": 400.0, "settleSeconds": 120.0,
             "times": {"grant ready": {"p50": 1.0, "p99": 2.0}},
             "aws": _aws(total=1100, operations={"ImportApiKeys": 12, "TagResource": 1000})}

    def test_bars_of_an_issue_can_be_missed(self) -> None:
        self.assertEqual([], [bar for bar in report.issue_bars(self.issue) if not bar.held])
        slow = {**self.issue, "awsSeconds": 221.0}
        self.assertEqual(1, sum(not bar.held for bar in report.issue_bars(slow)))
        singly = copy.deepcopy(self.issue)
        singly.update(allReadySeconds=573.0)
        singly["aws"].update(duplicates=["CreateApiKey x"])
        self.assertEqual(2, sum(not bar.held for bar in report.issue_bars(singly)))
        self.assertEqual(1, len(report.issue_bars({**slow, "grants": 100})), "few grants have no bar for the time")

    def test_the_table_shows_an_issue(self) -> None:
        found = {**self.good, "issue": self.issue, "bars": []}
        table = report.markdown(found)
        self.assertIn("| 9.00 | 300.00 | 210.00 | 200.00 | 1.05 | 520.00 | 1.0 | 2.0 |", table)
        self.assertIn("| 1100 | 12 | 0 | 1000 |", table)

    def test_the_table_names_what_was_missed(self) -> None:
        found = copy.deepcopy(self.good)
        found["phases"]["restart"]["aws"]["sweeps"] = 2
        found["bars"] = [bar._asdict() for bar in report.bars(found)]
        table = report.markdown(found)
        self.assertIn("| restart: one sweep | 2 | **no** |", table)
        self.assertIn("| create | 1.00 |  |  |  | 4.00 |", table)

    def test_the_ratio_is_that_of_aws(self) -> None:
        found = copy.deepcopy(self.good)
        found["phases"]["create"].update(converged=150.0, awsSeconds=110.0, floor=100.0)
        found["bars"] = []
        self.assertIn("| create | 150.00 | 110.00 | 100.00 | 1.10 |", report.markdown(found))


def _call(operation: str, status: int = 200, **parameters: str) -> Dict[str, Any]:
    return {"operation": operation, "status": status, "error": None, "target": "t", "parameters": parameters,
            "write": not operation.startswith(("Get", "List"))}


class Counting(support.InDirectory):
    def test_sweeps_are_told_apart_from_looks_at_one_thing(self) -> None:
        found = meter.summary([_call("GetAccountSummary"), _call("GetUsagePlans"), _call("GetUsagePlans", keyId="k"),
                               _call("AssumeRole"), _call("DeleteApiKey")])
        self.assertEqual((1, 2, 1, 2, 1, 1), tuple(found[name] for name in (
            "sweeps", "sweepCalls", "identityCalls", "objectCalls", "reads", "writes")))

    def test_a_create_that_was_refused_may_be_repeated(self) -> None:
        self.assertEqual([], meter.repeated_creates([_call("CreateApiKey", 429, name="a"), _call("CreateApiKey", name="a")]))
        self.assertEqual(1, len(meter.repeated_creates([_call("CreateApiKey", name="a"), _call("CreateApiKey", name="a")])))

    def test_the_last_write_that_was_taken(self) -> None:
        calls = [{**_call("CreateApiKey"), "time": "1970-01-01T00:00:12.500000001Z"},
                 {**_call("CreateApiKey", 429), "time": "1970-01-01T00:00:13Z"},
                 {**_call("GetApiKeys"), "time": "1970-01-01T00:00:14Z"}]
        self.assertEqual(2.5, meter.last_write(calls, 10))
        self.assertIsNone(meter.last_write(calls[1:], 10))

    def test_this_process(self) -> None:
        found = meter.process(os.getpid())
        self.assertGreater(found.cpu, 0)
        self.assertGreaterEqual(found.most, found.rss)


class Decisions(unittest.TestCase):
    RESULTS = [{"benchmark": f"x.DecisionBench.{name}", "primaryMetric": {"score": score}}
               for name, score in (("decision", 4.0), ("millionCells", 20.0), ("changedPolicy", 0.1), ("thousandCellsOneByOne", 8.0),
                                   ("whoCan", 90.0))]

    def test_a_loop_is_told_as_a_ratio(self) -> None:
        # 8 ms for a thousand cells are 8 s for a million.
        self.assertEqual(400, decisions.of(self.RESULTS, {"mib": 30.0})["ratio"])

    def test_each_bar_can_be_missed(self) -> None:
        found = decisions.of(self.RESULTS, {"mib": 30.0})
        self.assertTrue(all(bar.held for bar in decisions.bars(found)))
        for name in ("decisionMicros", "millionMillis", "changeMillis", "whoMillis", "heldMib"):
            self.assertEqual(1, sum(not bar.held for bar in decisions.bars({**found, name: 10_000.0})), name)

    def test_a_question_and_the_help_have_a_bar_each(self) -> None:
        found = {"seconds": 0.9, "helpSeconds": 0.6, "bytes": 1}
        self.assertEqual([True, True], [bar.held for bar in question.bars(found)])
        self.assertEqual([False, True], [bar.held for bar in question.bars({**found, "seconds": 1.1})])
        self.assertEqual([True, False], [bar.held for bar in question.bars({**found, "helpSeconds": 1.1})])


class Loads(unittest.TestCase):
    def test_objects_are_spread(self) -> None:
        self.assertEqual(1 + 40, len(load.namespaces(1000)))
        self.assertEqual(10, len(load.limits(1000)))
        keys = {key for index in range(1000) for key, _ in load.triple(index)}
        self.assertEqual(2000, len(keys))

    def test_an_edit_is_one(self) -> None:
        (_, policy), (_, grant) = load.edited(7)
        self.assertNotEqual(load.triple(7)[0][1]["spec"]["rules"], policy["spec"]["rules"])
        self.assertEqual({"spec": {"state": "Disabled"}}, grant)
