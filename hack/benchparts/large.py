# SPDX-License-Identifier: Apache-2.0
"""What large policies cost: some at the bound, and some that were stored before there was a bound. None of them fits, so each
costs what it takes to keep it and to say so, and nobody else waits for it."""
from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any, Dict, List, Tuple

import jdk
from benchparts import load
from benchparts.kubewire import Kube
from benchparts.load import Key
from benchparts.meter import process
from console import Failure, Heartbeat, say
from demoparts import build
from demoparts.account import STAGE
from demoparts.stage import Stage

STORED, BOUNDED, BOUND = 20, 100, 256
ROLES = load.OTHER + 8
_PREVIOUS = build.ROOT / "src" / "test" / "resources" / "crds" / "previous"
_PATIENCE = 180.0
_COLLECTIONS = 5
_MOST_PATH = 256


def stored(index: int) -> Tuple[Key, Dict[str, Any]]:
    """As large as an object could be before there was a bound: 32 rules of 32 paths, 32 roles and every method."""
    return _policy(f"stored-{index:03d}", 32, 32, 32)


def bounded(index: int) -> Tuple[Key, Dict[str, Any]]:
    """As large as an object may be."""
    return _policy(f"bounded-{index:03d}", 4, BOUND // 8, BOUND // 8)


def _policy(name: str, rules: int, paths: int, roles: int) -> Tuple[Key, Dict[str, Any]]:
    key = Key(load.POLICIES, load.namespace(0), name)
    return key, {
        "apiVersion": "apiaccess.dev/v1alpha1", "kind": "ApiAccessPolicy",
        "metadata": {"name": name, "namespace": key.namespace}, "spec": {
            "api": {"restApiName": "orders", "stages": [STAGE]}, "rules": [{
                "name": f"rule-{rule:02d}", "principals": [f"role/apps/{load.role(one)}" for one in range(roles)],
                "methods": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
                "paths": [_path(name, rule, one) for one in range(paths)]} for rule in range(rules)]}}


def _path(name: str, rule: int, number: int) -> str:
    start = f"/{name}/{rule}/{number}/"
    return start + "x" * (_MOST_PATH - len(start))


class Large:
    """One run on a stage that has a role for each of the first objects of the load."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.kube = stage, Kube(stage)
        self._starts = 1

    def run(self) -> Dict[str, Any]:
        for item in load.namespaces(load.OTHER + 1):
            self.kube.apply(f"/api/v1/namespaces/{item['metadata']['name']}", item)
        self.kube.apply(f"{load.GROUP}/awsconnections/bench", load.connection())
        self._revoked(f"{load.GROUP}/awsconnections/bench")
        self._restart()
        empty = self._kept()
        found: Dict[str, Any] = {"emptyMiB": empty}
        found["bounded"] = self._measure("bounded", [bounded(index) for index in range(BOUNDED)], empty)
        self._remove()
        self.stage.operator.stop()
        self._crds(_PREVIOUS)
        items = [stored(index) for index in range(STORED)]
        self.kube.each(lambda pair: self.kube.apply(pair[0].path, pair[1]), items)
        self._crds(build.ROOT / "crds")
        found["stored"] = self._measure("stored", [], empty, [key for key, _ in items])
        found["stored"]["letGo"] = self._let_go(items[0][0])
        return found

    def _measure(self, name: str, items: List[Tuple[Key, Dict[str, Any]]], empty: float,
                 there: "List[Key] | None" = None) -> Dict[str, Any]:
        """What so many objects cost after a restart with them, and how long another tenant's revocation takes beside them."""
        self.kube.each(lambda pair: self.kube.apply(pair[0].path, pair[1]), items)
        ready = self._restart()
        keys = there or [key for key, _ in items]
        self._refused(keys)
        began, cpu = time.monotonic(), self._cpu()
        revoked = max(self._revocation() for _ in range(3))
        busy = (self._cpu() - cpu) / (time.monotonic() - began)
        kept = self._kept()
        say("bench", f"{name}: {len(keys)} policies, {kept - empty:+.1f} MiB, ready after {ready} s, another tenant's "
                     f"revocation {revoked} s, {busy:.2f} processors")
        return {"policies": len(keys), "moreMiB": round(kept - empty, 1), "restartSeconds": ready,
                "revocationSeconds": revoked, "processors": round(busy, 2)}

    def _restart(self) -> float:
        self.stage.operator.stop()
        self._starts += 1
        self.stage.start_operator(f"operator-{self._starts}")
        return round(self.stage.seconds["operator"], 2)

    def _refused(self, keys: List[Key]) -> None:
        left = list(keys)
        self._until("large policies are refused", lambda: not self._left(left))

    def _left(self, left: List[Key]) -> List[Key]:
        left[:] = [key for key in left if self._reason(key.path) != "TooLarge"]
        return left

    def _revocation(self) -> float:
        """Seconds from the deletion of a policy of another namespace until its finalizer is gone, AWS included."""
        key, item = load.triple(load.OTHER)[0]
        self.kube.apply(key.path, item)
        self._revoked(key.path)
        began = time.monotonic()
        self.kube.send("DELETE", key.path)
        self._until("another tenant's policy is gone", lambda: self._reason(key.path) is None)
        return round(time.monotonic() - began, 2)

    def _revoked(self, path: str) -> None:
        self._until(f"{path} is ready", lambda: self._reason(path) == "Ready")

    def _reason(self, path: str) -> "str | None":
        """Reason of Ready; None when there is no such object, an empty text when it was not looked at."""
        try:
            item = json.loads(self.kube.send("GET", path))
        except Failure as failure:
            if ": 404" in str(failure):
                return None
            raise
        return next((one["reason"] for one in item.get("status", {}).get("conditions", []) if one["type"] == "Ready"), "")

    def _let_go(self, key: Key) -> bool:
        """A stored object that is larger than an object may be now can still be edited elsewhere, and goes."""
        self.kube.merge(key.path, {"metadata": {"annotations": {"apiaccess.dev/paused": "true"}}})
        self.kube.merge(key.path, {"spec": {"deletionPolicy": "Retain"}})
        self.kube.merge(key.path, {"metadata": {"annotations": {"apiaccess.dev/paused": None}}})
        self.kube.send("DELETE", key.path)
        self._until("a stored policy is gone", lambda: self._reason(key.path) is None)
        return True

    def _remove(self) -> None:
        self.kube.send("DELETE", f"{load.GROUP}/namespaces/{load.namespace(0)}/{load.POLICIES}")
        self._until("large policies are gone", lambda: b'"items":[]' in self.kube.send(
            "GET", f"{load.GROUP}/namespaces/{load.namespace(0)}/{load.POLICIES}"))

    def _crds(self, directory: Path) -> None:
        self.stage.kubectl("apply", "--server-side", "--force-conflicts", "-f", str(directory))
        self.stage.kubectl("wait", "--for=condition=Established", "-f", str(directory))

    def _kept(self) -> float:
        return heap_kept(self.stage.operator.pid)

    def _cpu(self) -> float:
        return process(self.stage.operator.pid).cpu

    def _until(self, what: str, done: Any) -> None:
        end = time.monotonic() + _PATIENCE
        with Heartbeat("bench", f"waiting until {what}", every=15):
            while not done():
                if time.monotonic() > end:
                    raise Failure(f"in vain: {what}", "", self.stage.evidence()[-20:])
                self.stage.check()
                time.sleep(0.1)


def heap_kept(process_id: int) -> float:
    """MiB of the heap that are in use after collections, of which the serial collector lets only every fourth leave no gaps."""
    jcmd, pid, used = str(jdk.find() / "bin" / "jcmd"), str(process_id), []
    for _ in range(_COLLECTIONS):
        subprocess.run([jcmd, pid, "GC.run"], check=True, capture_output=True, timeout=60)
        time.sleep(0.5)
        used.append(heap_used(subprocess.run([jcmd, pid, "GC.heap_info"], check=True, capture_output=True, text=True,
                                             timeout=60).stdout))
    return min(used)


def heap_used(text: str) -> float:
    """MiB in use, from what `jcmd <pid> GC.heap_info` shows of the serial collector: the generations, without the metaspace."""
    used = 0
    for line in text.splitlines():
        words = line.replace(",", " ").split()
        if words[:1] in (["DefNew"], ["Tenured"]) and "used" in words:
            used += int(words[words.index("used") + 1].rstrip("K"))
    if used == 0:
        raise Failure("GC.heap_info shows no generations", "", text.splitlines()[:10])
    return used / 1024
