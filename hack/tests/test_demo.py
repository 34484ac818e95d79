# SPDX-License-Identifier: Apache-2.0
"""The demo's own tools: a check that does not hold fails the whole, moments are seen, old builds are noticed."""
from __future__ import annotations

import contextlib
import io
import json
import os
import time
import unittest
from pathlib import Path
from typing import List

import support
from demoparts import asking, build, watching
from demoparts.account import CLUSTER
from demoparts.telling import Broken, Telling


class Tellings(unittest.TestCase):
    def setUp(self) -> None:
        self.asked: List[str] = []
        self.tell = Telling(self._evidence, time.monotonic())
        self.out = io.StringIO()
        redirect = contextlib.redirect_stdout(self.out)
        redirect.__enter__()
        self.addCleanup(redirect.__exit__, None, None, None)

    def _evidence(self) -> List[str]:
        self.asked.append("asked")
        return ["what was going on"]

    def test_good_when_all_held(self) -> None:
        self.tell.check("one", True)
        self.assertTrue(self.tell.summary(""))
        self.assertRegex(self.out.getvalue(), r"one +ok\n")
        self.assertEqual([], self.asked)

    def test_bad_when_one_did_not(self) -> None:
        self.tell.check("one", False, ["seen so"])
        self.tell.check("two", True)
        self.assertFalse(self.tell.summary(""))
        self.assertRegex(self.out.getvalue(), r"one +FAILED\n    \| seen so\n    \| what was going on\n")

    def test_bad_when_nothing_was_checked(self) -> None:
        self.assertFalse(self.tell.summary(""))

    def test_evidence_is_shown_once(self) -> None:
        self.tell.check("one", False)
        self.tell.check("two", False)
        self.assertEqual(["asked"], self.asked)

    def test_waiting_in_vain_ends_the_story(self) -> None:
        with self.assertRaises(Broken):
            self.tell.wait("never", lambda: None, 0.1)
        self.assertFalse(self.tell.summary(""))


class Watching(support.InDirectory):
    def test_states_of_an_unfinished_stream(self) -> None:
        text = '{"kind": "A", "n": 1}\n{"kind": "A", "n": 2}\n{"kind": "A", "n'
        self.assertEqual([1, 2], [found["n"] for found in watching._documents(text)])

    def test_ready_of_an_older_generation_does_not_count(self) -> None:
        def item(generation: int) -> "dict[str, object]":
            return {"metadata": {"generation": 2}, "status": {"observedGeneration": generation, "conditions": [
                {"type": "Ready", "status": "True", "observedGeneration": generation}]}}
        self.assertTrue(watching.ready(item(2)))
        self.assertFalse(watching.ready(item(1)))
        self.assertFalse(watching.ready({"metadata": {"generation": 1}}))

    def test_writes_of_one_user_since_a_moment(self) -> None:
        log = self.directory / "audit.log"
        entries = [{"user": {"username": user}, "requestReceivedTimestamp": stamp, "verb": stamp[-4:-1]}
                   for user, stamp in (("op", "2026-01-01T00:00:00.000001Z"), ("op", "2026-01-01T00:00:01.000002Z"),
                                       ("admin", "2026-01-01T00:00:01.000003Z"))]
        log.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
        audit = watching.Audit(log)
        self.assertEqual(["002"], [one["verb"] for one in audit.writes(1767225601.0, "op")])
        self.assertEqual(2, len(audit.writes(user="op")))


class Refusals(unittest.TestCase):
    """Which calls the data plane refused, by its record, and which of them nobody asked about."""

    @staticmethod
    def call(service: str = "execute-api", status: int = 403, principal: str = "anonymous",
             target: str = "GET /_api/abc123def4/prod/orders/17") -> "dict[str, object]":
        return {"service": service, "status": status, "principal": principal, "target": target}

    def test_only_those_of_the_data_plane(self) -> None:
        calls = [self.call(), self.call(status=200), self.call(service="iam", target="POST /"),
                 self.call(principal="arn:aws:iam::1:user/alice", target="POST /_api/abc123def4/prod/orders")]
        self.assertEqual([("anonymous", "GET", "abc123def4", "/orders/17"),
                          ("arn:aws:iam::1:user/alice", "POST", "abc123def4", "/orders")], asking.refused(calls))

    def test_one_that_was_not_explained_is_missing(self) -> None:
        why = asking.Explanations()
        explained, other = self.call(), self.call(target="POST /_api/abc123def4/prod/orders")
        why._done.update(asking.refused([explained]))
        self.assertEqual([], why.missing([explained, explained]))
        self.assertEqual(asking.refused([other]), why.missing([explained, other]))

    def test_every_chapter_that_meets_a_refusal_asks_why(self) -> None:
        for name in ("access", "drift", "trust", "keylife", "ending"):
            source = (build.ROOT / "hack" / "demoparts" / f"{name}.py").read_text(encoding="utf-8")
            self.assertIn("403", source, name)
            self.assertIn("why.explain(", source, name)


class Stale(support.InDirectory):
    def setUp(self) -> None:
        super().setUp()
        self.source = self.directory / "src" / "main" / "java" / "A.java"
        self.source.parent.mkdir(parents=True)
        for path in (self.source, self.directory / "pom.xml", self.directory / "run.jar"):
            path.write_text("", encoding="utf-8")
        self.built = self.directory / "run.jar"
        self.emulator = self.directory / "target" / "emulator" / "emulator.jar"
        self.emulator.parent.mkdir(parents=True)
        self.emulator.write_text("", encoding="utf-8")
        for path in (self.directory, *self.directory.rglob("*")):
            os.utime(path, (1000, 1000))
        os.utime(self.built, (2000, 2000))

    def test_fresh(self) -> None:
        self.assertFalse(build.stale(self.directory, self.built))

    def test_without_application(self) -> None:
        self.assertTrue(build.stale(self.directory, self.directory / "none.jar"))

    def test_without_emulator(self) -> None:
        self.emulator.unlink()
        self.assertTrue(build.stale(self.directory, self.built))

    def test_newer_source(self) -> None:
        os.utime(self.source, (3000, 3000))
        self.assertTrue(build.stale(self.directory, self.built))

    def test_newer_source_of_the_emulator(self) -> None:
        emulator = self.directory / "src" / "emulator" / "java"
        emulator.mkdir(parents=True)
        os.utime(emulator, (3000, 3000))
        self.assertTrue(build.stale(self.directory, self.built))

    def test_source_that_went(self) -> None:
        self.source.unlink()
        self.assertTrue(build.stale(self.directory, self.built))


class Rights(unittest.TestCase):
    """deploy/iam as it is sent."""

    def test_documents_have_no_placeholder_left_and_stay_small(self) -> None:
        from demoparts import account
        for file, values in (("account-policy.json", {}), ("operator-policy.json", {"ROLE_NAME": "r"}),
                             ("trust-policy.json", {"OPERATOR_ARN": "arn:aws:iam::1:user/o"})):
            content = account._document(file, **values)
            self.assertNotRegex(content, r"ACCOUNT_ID|CLUSTER_ID|ROLE_NAME|OPERATOR_ARN", file)
            self.assertLess(len(content), 6144, file)
        self.assertIn(f"policy/apiaccess/{CLUSTER}/*", account._document("account-policy.json"))

    def test_manifests_of_the_demo_are_there(self) -> None:
        root: Path = build.ROOT
        for name in ("platform", "orders", "greedy", "intruder", "bad"):
            self.assertTrue((root / "demo" / f"{name}.yaml").is_file(), name)
