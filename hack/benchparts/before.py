# SPDX-License-Identifier: Apache-2.0
"""What this version costs beside the one before, on the same machine in the same run: objects that are made, and looks at many
policies of one role, of which every sweep has to ask whether it should be written."""
from __future__ import annotations

import json
import time
from typing import Any, Dict, List, NamedTuple, Tuple

from benchparts import flood, load
from benchparts.kubewire import Kube, Progress
from benchparts.meter import Meter, Phase, process
from benchparts.report import Bar
from console import Failure, Heartbeat, say
from demoparts.stage import Stage

# Triples that are made; policies on one role, few and many; seconds between two sweeps on AWS's clock.
TRIPLES, FEW, MANY, SWEEP = 100, 20, 300, 100
SWEEPS = 3
# Of noise: the two run one after the other.
MOST_MORE, MORE_WRITES = 1.1, 0.5
# Fifteen times as many policies: less than in proportion, for a sweep costs something without any.
MOST_GROWTH = 12
_PATIENCE = 300.0


class Cost(NamedTuple):
    """What one version needs: to create triples, then a sweep beside few and many policies of one role."""

    cpu_create: float
    writes: float
    rss: int
    few: float
    many: float


class Version:
    """One run of one version, on a stage that has a role for each triple and one more."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage, self.name = stage, name
        self.kube = Kube(stage)
        self.meter = Meter(stage, self.kube)
        self.progress = Progress(self.kube, (load.POLICIES, load.GRANTS, load.LIMITS))

    def run(self) -> Cost:
        for item in load.namespaces(TRIPLES + 1):
            self.kube.apply(f"/api/v1/namespaces/{item['metadata']['name']}", item)
        self.kube.apply(f"{load.GROUP}/awsconnections/bench", load.connection())
        self._ready(load.limits(TRIPLES + 1), "plans")
        with Phase(self.meter, self.stage, self.kube, "create") as phase:
            self._ready([one for index in range(TRIPLES) for one in load.triple(index)], "triples")
            self.meter.at_rest()
        made = phase.result
        few, many = self._sweeps(0, FEW), self._sweeps(FEW, MANY)
        self.meter.close()
        self.progress.close()
        cost = Cost(made["cpuSeconds"], round(made["kubernetes"]["writes"] / TRIPLES, 2), made["rssMiB"], few, many)
        say("bench", f"{self.name}: {cost.cpu_create} s of processor time for {TRIPLES} triples, {cost.writes} writes each; a sweep "
                     f"{cost.few} s beside {FEW} policies of one role, {cost.many} s beside {MANY}")
        return cost

    def _sweeps(self, first: int, end: int) -> float:
        """Seconds of processor time for each sweep, once so many policies are there and told what becomes of them."""
        keys = [self._apply(flood.policy(index)) for index in range(first, end)]
        self._until(lambda: all(self._told(key) for key in keys), f"{end} policies of one role are told what becomes of them")
        self.meter.at_rest()
        self._sweep()
        began, cpu = time.monotonic(), process(self.stage.operator.pid).cpu
        for _ in range(SWEEPS):
            self._sweep()
        used = process(self.stage.operator.pid).cpu - cpu
        say("bench", f"{self.name}: {end} policies of one role, {SWEEPS} sweeps in {time.monotonic() - began:.0f} s")
        return round(used / SWEEPS, 3)

    def _sweep(self) -> None:
        since = len(self.meter.calls())
        self._until(lambda: any(call["operation"] == "GetAccountSummary" for call in self.meter.calls()[since:]), "a sweep")

    def _told(self, key: load.Key) -> bool:
        conditions = json.loads(self.kube.send("GET", key.path)).get("status", {}).get("conditions", [])
        return any(one["type"] == "Ready" and one["reason"] != "Pending" for one in conditions)

    def _apply(self, item: Tuple[load.Key, Dict[str, Any]]) -> load.Key:
        self.kube.apply(item[0].path, item[1])
        return item[0]

    def _ready(self, items: List[Tuple[load.Key, Dict[str, Any]]], what: str) -> None:
        keys = {key for key, _ in items}
        self.progress.begin(keys)
        self.kube.each(self._apply, items)
        self._until(lambda: not self.progress.missing(keys, self.progress.ready), f"{what} are ready")

    def _until(self, done: Any, what: str) -> None:
        end = time.monotonic() + _PATIENCE
        with Heartbeat("bench", f"{self.name}: waiting until {what}", every=15):
            while not done():
                if time.monotonic() > end:
                    raise Failure(f"{self.name}: in vain: {what}", "", self.stage.evidence()[-20:])
                self.stage.check()
                time.sleep(0.2)


def found(before: Cost, now: Cost) -> Dict[str, Any]:
    return {"triples": TRIPLES, "few": FEW, "many": MANY, "before": before._asdict(), "now": now._asdict()}


def bars(one: Dict[str, Any]) -> List[Bar]:
    """Nothing costs more than before, a sweep beside many policies of one role neither, though it measures what they come to. The processor time of so few triples,
    in a JVM that has just started, is told and is no bar."""
    before, now = Cost(**one["before"]), Cost(**one["now"])
    return [
        Bar(f"Kubernetes writes a triple: at most {MORE_WRITES} more than in the version before",
            f"{now.writes:.2f} of {before.writes:.2f}", now.writes <= before.writes + MORE_WRITES),
        Bar(f"resident memory with {TRIPLES} triples: at most {MOST_MORE} of the version before", f"{now.rss} of {before.rss} MiB",
            now.rss <= MOST_MORE * before.rss),
        Bar(f"processor time of a sweep beside {MANY} policies of one role: at most {MOST_MORE} of the version before",
            f"{now.many:.2f} of {before.many:.2f} s", now.many <= MOST_MORE * before.many),
        Bar(f"processor time of a sweep beside {MANY} policies of one role: at most {MOST_GROWTH} of that beside {FEW}",
            f"{now.many:.2f} of {now.few:.2f} s", now.many <= MOST_GROWTH * now.few)]
