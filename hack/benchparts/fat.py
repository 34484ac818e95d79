# SPDX-License-Identifier: Apache-2.0
"""Secrets that anybody may make: large ones with our labels, in a namespace that no tenant admits. They must cost the operator
neither memory nor time, and a restart has to work among them."""
from __future__ import annotations

import base64
import random
import time
from typing import Any, Callable, Dict, List

from benchparts import load
from benchparts.kubewire import Kube, Progress
from benchparts.large import heap_kept
from benchparts.meter import Meter, process
from benchparts.report import Bar
from console import Failure, say
from demoparts.stage import Stage

_NAMESPACE = "strangers"
MOST_GROWTH_MIB, MOST_REVOCATION_SECONDS = 32, 10
_PROBES = 3


def secret(index: int, kib: int) -> Dict[str, Any]:
    """By turns a source of values and one of ours; in every fourth the metadata is fat too, as far as the API server lets it."""
    labels = ({"apiaccess.dev/key-source": "true"} if index % 2 == 0
              else {"apiaccess.dev/managed-by": "apiaccess", "apiaccess.dev/grant": f"grant-{index}"})
    name = f"fat-{index:05d}" if index % 2 == 0 else f"grant-{index}-apiaccess"
    metadata: Dict[str, Any] = {"name": name, "namespace": _NAMESPACE, "labels": labels}
    if index % 4 == 3:
        metadata["annotations"] = {"example.com/note": "x" * (200 * 1024)}
        metadata["ownerReferences"] = [{"apiVersion": "example.com/v1", "kind": "Thing", "name": "n" * (100 * 1024),
                                        "uid": "u" * (60 * 1024)}]
        metadata["labels"] = {**labels, **{f"example.com/l{one}": "v" for one in range(1000)}}
    content = random.Random(index).randbytes(kib * 1024)
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata,
            "data": {"r1": base64.b64encode(content).decode()}}


class FatSecrets:
    """One run on a stage with so many triples as there are probes."""

    def __init__(self, stage: Stage, count: int, kib: int) -> None:
        self.stage, self.count, self.kib = stage, count, kib
        self.kube = Kube(stage)
        self.meter = Meter(stage, self.kube)
        self.progress = Progress(self.kube, (load.POLICIES, load.GRANTS, load.LIMITS))

    def run(self) -> Dict[str, Any]:
        found: Dict[str, Any] = {"secrets": self.count, "kibEach": self.kib, "revocationSeconds": {}}
        for item in [*load.namespaces(_PROBES), {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": _NAMESPACE}}]:
            self.kube.apply(f"/api/v1/namespaces/{item['metadata']['name']}", item)
        self.kube.apply(f"{load.GROUP}/awsconnections/bench", load.connection())
        self._ready([*load.limits(_PROBES), *(one for index in range(_PROBES) for one in load.triple(index))])
        self.meter.at_rest()
        found["rssBeforeMib"], found["heapBeforeMib"] = round(self._rss(), 1), round(self._kept(), 1)
        began = time.monotonic()
        half = self.count // 2
        self._create(range(half))
        found["revocationSeconds"]["while they come"] = self._revoked(0, lambda: self._create(range(half, self.count)))
        found["createdSeconds"] = round(time.monotonic() - began, 1)
        self.meter.at_rest()
        found["rssAfterMib"], found["heapAfterMib"] = round(self._rss(), 1), round(self._kept(), 1)
        found["revocationSeconds"]["beside them"] = self._revoked(1, lambda: None)
        self.stage.operator.stop()
        since = time.monotonic()
        self.stage.start_operator("operator-2")
        found["restartSeconds"] = round(time.monotonic() - since, 1)
        found["revocationSeconds"]["after a restart"] = self._revoked(2, lambda: None)
        self.meter.at_rest()
        found["rssAfterRestartMib"], found["heapAfterRestartMib"] = round(self._rss(), 1), round(self._kept(), 1)
        self.meter.close()
        self.progress.close()
        say("bench", f"fat Secrets: {found}")
        return found

    def _create(self, indexes: "range") -> None:
        self.kube.each(lambda index: self.kube.send("POST", f"/api/v1/namespaces/{_NAMESPACE}/secrets",
                                                    secret(index, self.kib)), indexes)

    def _ready(self, items: List[Any]) -> None:
        for key, item in items:
            self.progress.begin([key])
            self.progress.ask(key, self.kube.apply(key.path, item))
        self._wait(lambda: self.progress.missing({key for key, _ in items}, self.progress.ready) == 0, "ready", 180)

    def _revoked(self, index: int, meanwhile: Callable[[], None]) -> float:
        """From asking for the deletion of a policy until it is gone in AWS, after which its object goes."""
        key = load.policy_key(index)
        began = time.monotonic()
        self.kube.send("DELETE", key.path)
        meanwhile()
        self._wait(lambda: key in self.progress.gone, "revoked", 120)
        return round(self.progress.gone[key] - began, 2)

    def _kept(self) -> float:
        return heap_kept(self.stage.operator.pid)

    def _rss(self) -> float:
        """The least of a while. It is told, and no bar: the JVM keeps room for the garbage of reading, and gives it back late."""
        seen = []
        for _ in range(20):
            self.stage.check()
            seen.append(process(self.stage.operator.pid).rss)
            time.sleep(1)
        return min(seen)

    def _wait(self, done: Callable[[], bool], what: str, patience: float) -> None:
        end = time.monotonic() + patience
        while not done():
            if time.monotonic() > end:
                raise Failure(f"not {what} within {patience:.0f} s beside {self.count} fat Secrets")
            self.stage.check()
            time.sleep(0.1)


def bars(found: Dict[str, Any]) -> List[Bar]:
    """What has to hold, whatever anybody labels."""
    grown = found["heapAfterMib"] - found["heapBeforeMib"]
    again = found["heapAfterRestartMib"] - found["heapBeforeMib"]
    slowest = max(found["revocationSeconds"].values())
    name = f"{found['secrets']} fat Secrets of {found['kibEach']} KiB"
    return [Bar(f"{name}: at most +{MOST_GROWTH_MIB} MiB", f"{grown:+.1f} MiB", grown <= MOST_GROWTH_MIB),
            Bar(f"{name}: at most +{MOST_GROWTH_MIB} MiB after a restart", f"{again:+.1f} MiB", again <= MOST_GROWTH_MIB),
            Bar(f"{name}: a revocation takes less than {MOST_REVOCATION_SECONDS} s", f"{slowest:.2f} s",
                slowest < MOST_REVOCATION_SECONDS)]
