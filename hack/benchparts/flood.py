# SPDX-License-Identifier: Apache-2.0
"""What a neighbour notices of a flood: while one tenant writes many objects in its namespace, others take access away and ask for
new objects. Measured is the time until AWS holds what was taken away, and until what is new is ready."""
from __future__ import annotations

import datetime
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Tuple

from benchparts import large, load, report
from benchparts.kubewire import Kube, Progress
from benchparts.load import Key
from benchparts.meter import Meter, moment
from benchparts.report import Bar
from console import Failure, Heartbeat, say
from demoparts.stage import Stage

MOST_REVOCATION_SECONDS, MOST_NEW_SECONDS = 2.0, 10.0
REVOCATIONS, NEW = 20, 4
# In each namespace of a neighbour there are some whose access is taken away, and some that are new.
_EACH = load.OTHER
_PATIENCE = 300.0
Item = Tuple[Key, Dict[str, Any]]


class Flood(NamedTuple):
    """Many objects of one namespace."""

    name: str
    what: str
    item: Callable[[int], Item]
    share: int = 1


def grant(index: int) -> Item:
    """One key more in a tier that is there."""
    key, item = _named(load.triple(0)[1], index)
    return key, {**item, "spec": {**item["spec"], "secret": {"name": f"{key.name}-key"}}}


def policy(index: int) -> Item:
    """One policy more for the same role."""
    return _named(load.triple(0)[0], index)


def _named(item: Item, index: int) -> Item:
    key = item[0]._replace(name=f"flood-{index:05d}")
    return key, {**item[1], "metadata": {**item[1]["metadata"], "name": key.name}}


FLOODS = (Flood("grants", "grants", grant), Flood("role", "policies on one role", policy),
          Flood("large", "policies at their bound", large.bounded, 10))
ROLES = _EACH * (1 + len(FLOODS))


class Neighbours:
    """One run on a stage that has a role for each object of the neighbours."""

    def __init__(self, stage: Stage, count: int) -> None:
        self.stage, self.count = stage, count
        self.kube = Kube(stage)
        self.meter = Meter(stage, self.kube)
        self.progress = Progress(self.kube, (load.POLICIES, load.GRANTS, load.LIMITS))

    def run(self) -> Dict[str, Any]:
        for item in load.namespaces(ROLES):
            self.kube.apply(f"/api/v1/namespaces/{item['metadata']['name']}", item)
        self.kube.apply(f"{load.GROUP}/awsconnections/bench", load.connection())
        # What they take away is meant, however much it is.
        meant = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.kube.merge(f"{load.GROUP}/awsconnections/bench",
                        {"metadata": {"annotations": {"apiaccess.dev/deletion-acknowledged": meant}}})
        self._create(load.limits(ROLES))
        found = {flood.name: self._beside(number, flood) for number, flood in enumerate(FLOODS, 1)}
        self.meter.close()
        self.progress.close()
        return found

    def _beside(self, number: int, flood: Flood) -> Dict[str, Any]:
        first = _EACH * number
        self._create(one for index in range(first, first + REVOCATIONS) for one in load.triple(index))
        ends, begun = threading.Event(), threading.Event()
        with ThreadPoolExecutor(1) as threads:
            writer = threads.submit(self._write, flood, begun, ends)
            try:
                while not begun.wait(0.1) and not writer.done():
                    self.stage.check()
                fresh = [one for index in range(first + REVOCATIONS, first + REVOCATIONS + NEW) for one in load.triple(index)]
                for key, item in fresh:
                    self._ask(key, item)
                revoked = [self._revocation(first + one) for one in range(REVOCATIONS)]
                self._ready({key for key, _ in fresh}, f"new objects beside {flood.what}")
            finally:
                ends.set()
            writer.result()
        new = {plural: [self.progress.ready[key] - self.progress.asked[key] for key, _ in fresh if key.plural == plural]
               for plural in (load.POLICIES, load.GRANTS)}
        result = {"objects": self.count // flood.share, "what": flood.what, "revocation": report.spread(revoked),
                  "revocations": revoked, "revocationP95": round(report.percentile(revoked, 95), 2),
                  "newPolicy": round(max(new[load.POLICIES]), 2), "newGrant": round(max(new[load.GRANTS]), 2)}
        say("bench", f"beside {result['objects']} {flood.what}: a neighbour's revocations {result['revocation']}, p95 "
                     f"{result['revocationP95']}; new policy {result['newPolicy']} s, new grant {result['newGrant']} s")
        return result

    def _write(self, flood: Flood, begun: threading.Event, ends: threading.Event) -> None:
        """Creates all of them, then asks for another look at each of them, round after round."""
        items = [flood.item(index) for index in range(self.count // flood.share)]

        def one(numbered: Tuple[int, Item]) -> None:
            number, (key, item) = numbered
            if not ends.is_set():
                self.kube.apply(key.path, item)
            if number >= len(items) // 20:
                begun.set()

        self.kube.each(one, enumerate(items))
        turn = 0
        while not ends.is_set():
            turn += 1
            for key, _ in items:
                if ends.is_set():
                    return
                self.kube.merge(key.path, {"metadata": {"annotations": {"apiaccess.dev/reconcile-requested-at": str(turn)}}})

    def _revocation(self, index: int) -> float:
        """Seconds from asking until AWS holds it: a policy is deleted, or a key switched off, by turns."""
        policy_key, grant_key = (key for key, _ in load.triple(index))
        if index % 2 == 0:
            operation, mark = "DetachRolePolicy", load.role(index)
        else:
            operation, mark = "UpdateApiKey", json.loads(self.kube.send("GET", grant_key.path))["status"]["apiKeyId"]
        since, began = len(self.meter.calls()), time.time()
        if index % 2 == 0:
            self.kube.send("DELETE", policy_key.path)
        else:
            self.kube.merge(grant_key.path, {"spec": {"state": "Disabled"}})
        end = time.monotonic() + _PATIENCE
        while True:
            for call in self.meter.calls()[since:]:
                if call["operation"] == operation and call["status"] < 300 and mark in json.dumps(call):
                    return round(moment(call) - began, 2)
            if time.monotonic() > end:
                raise Failure(f"{operation} of {mark} did not come", "", self.stage.evidence()[-20:])
            self.stage.check()
            time.sleep(0.05)

    def _create(self, items: Iterable[Item]) -> None:
        made = list(items)
        for key, item in made:
            self._ask(key, item)
        self._ready({key for key, _ in made}, "objects before the flood")

    def _ask(self, key: Key, item: Dict[str, Any]) -> None:
        self.progress.begin([key])
        self.progress.ask(key, self.kube.apply(key.path, item))

    def _ready(self, keys: "set[Key]", what: str) -> None:
        end = time.monotonic() + _PATIENCE
        with Heartbeat("bench", f"waiting for {what}", every=15):
            while self.progress.missing(keys, self.progress.ready):
                if time.monotonic() > end:
                    raise Failure(f"not ready: {what}", "", self.stage.evidence()[-20:])
                self.stage.check()
                time.sleep(0.1)


def bars(found: Dict[str, Any], settle: float) -> List[Bar]:
    """What has to hold, whatever another tenant does; a grant settles besides."""
    made: List[Bar] = []
    for one in found.values():
        beside = f"beside {one['objects']} {one['what']}"
        made += [
            Bar(f"{beside}: 95 of 100 revocations of a neighbour hold within {MOST_REVOCATION_SECONDS:.0f} s",
                f"{one['revocationP95']:.2f} s", one["revocationP95"] <= MOST_REVOCATION_SECONDS),
            Bar(f"{beside}: a neighbour's new policy is ready within {MOST_NEW_SECONDS:.0f} s", f"{one['newPolicy']:.2f} s",
                one["newPolicy"] <= MOST_NEW_SECONDS),
            Bar(f"{beside}: a neighbour's new grant is ready within {MOST_NEW_SECONDS + settle:.0f} s, settle time included",
                f"{one['newGrant']:.2f} s", one["newGrant"] <= MOST_NEW_SECONDS + settle)]
    return made
