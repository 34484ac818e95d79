# SPDX-License-Identifier: Apache-2.0
"""What it takes to close many open APIs at once, against what AWS's limits force: each method is changed by a call of its own, and
each API is deployed once. Then what protected APIs cost at rest."""
from __future__ import annotations

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List

from benchparts import limits, load
from benchparts.kubewire import Kube
from benchparts.report import Bar
from console import Failure, Heartbeat, say
from demoparts.account import ACCOUNT, OPERATOR_ROLE, REGION, STAGE, role_arn
from demoparts.stage import Stage

APIS, METHODS = 100, 50
_SPACE, _PLURAL = "guards", "apiprotections"
_MOST, _THREADS, _PATIENCE = 1.2, 8, 300.0
_WRITES = ("UpdateMethod", "CreateDeployment", "UpdateStage")


class Open(load.Filled):
    """The account of the demo with APIs that are open to everybody; AWS's limits begin when it is filled."""

    def __init__(self, endpoint: str, apis: int, methods: int) -> None:
        super().__init__(endpoint, 0)
        self._limits(endpoint, False)
        paths = tuple((f"/part-{index:02d}", ("GET",)) for index in range(methods))
        with ThreadPoolExecutor(_THREADS) as threads:
            list(threads.map(lambda index: self._api(name(index), "NONE", False, paths), range(apis)))
        self._limits(endpoint, True)


def name(index: int) -> str:
    return f"open-{index:03d}"


class Closing:
    """One run on a stage whose account is Open."""

    def __init__(self, stage: Stage, apis: int, methods: int) -> None:
        self.stage, self.kube, self.apis, self.methods = stage, Kube(stage), apis, methods

    def run(self) -> Dict[str, Any]:
        self._prepare()
        since, began = self.stage.account.sequence(), time.monotonic()
        self.kube.each(lambda index: self.kube.apply(self._path(index), self._guard(index)), range(self.apis))
        self._until("all APIs are closed", lambda: self.apis - self._ready())
        seconds = time.monotonic() - began
        made = self.stage.account.operator_calls(since)
        calls = Counter(call["operation"] for call in made if call["status"] < 300)
        needed = dict(zip(_WRITES, (self.apis * self.methods, self.apis, self.apis)))
        least = limits.floor({"apigateway": needed}, divisor=self.stage.setup.time_divisor)
        rest = self._rest()
        found = {"apis": self.apis, "methods": self.methods, "seconds": round(seconds, 2), "floor": round(least, 2),
                 "writes": {operation: calls[operation] for operation in _WRITES}, "calls": len(made), "refused": len(made) - sum(calls.values()), "rest": rest}
        say("bench", f"{self.apis} APIs of {self.methods} methods closed in {seconds:.1f} s, floor {least:.1f} s; {found['writes']}; "
                     f"a sweep at rest {rest}")
        return found

    def _prepare(self) -> None:
        self.kube.apply(f"/api/v1/namespaces/{_SPACE}", {"apiVersion": "v1", "kind": "Namespace", "metadata": {
            "name": _SPACE, "labels": {"bench": _SPACE}}})
        self.kube.apply(f"{load.GROUP}/awsconnections/bench", {
            "apiVersion": "apiaccess.dev/v1alpha1", "kind": "AwsConnection", "metadata": {"name": "bench"}, "spec": {
                "accountId": ACCOUNT, "regions": [REGION], "assumeRole": {"arn": role_arn(OPERATOR_ROLE)}, "tenants": [{
                    "name": _SPACE, "namespaces": {"matchLabels": {"bench": _SPACE}},
                    "apis": [{"restApiName": "open-*", "stages": [STAGE]}], "may": ["Protect", "Redeploy"]}]}})
        self._until("the connection is ready", lambda: 0 if self._is_ready(json.loads(self.kube.send(
            "GET", f"{load.GROUP}/awsconnections/bench"))) else 1)

    @staticmethod
    def _path(index: int) -> str:
        return f"{load.GROUP}/namespaces/{_SPACE}/{_PLURAL}/{name(index)}"

    @staticmethod
    def _guard(index: int) -> Dict[str, Any]:
        return {"apiVersion": "apiaccess.dev/v1alpha1", "kind": "ApiProtection",
                "metadata": {"name": name(index), "namespace": _SPACE}, "spec": {
                    "api": {"restApiName": name(index), "stages": [STAGE]}, "redeploy": "Automatic", "rules": [{
                        "name": "rest", "methods": ["ANY"], "paths": ["/", "/{x+}"], "authorization": "AwsIam",
                        "confirm": "CallersSign"}]}}

    def _ready(self) -> int:
        found = json.loads(self.kube.send("GET", f"{load.GROUP}/namespaces/{_SPACE}/{_PLURAL}"))
        return sum(self._is_ready(item) for item in found["items"])

    @staticmethod
    def _is_ready(item: Dict[str, Any]) -> bool:
        return any(one["type"] == "Ready" and one["status"] == "True" for one in item.get("status", {}).get("conditions", []))

    def _rest(self) -> Dict[str, int]:
        """Calls of API Gateway from one sweep to the next, when nothing is to do."""
        self._sweep()
        since = self._sweep()
        until = self._sweep()
        calls = [call for call in self.stage.account.operator_calls(since) if int(call["sequence"]) <= until
                 and call["service"] == "apigateway"]
        return dict(sorted(Counter(call["operation"] for call in calls).items()))

    def _sweep(self) -> int:
        """The number of the call that begins the next sweep of the account."""
        since = self.stage.account.sequence()
        found: List[int] = []

        def missing() -> int:
            found[:] = [int(call["sequence"]) for call in self.stage.account.operator_calls(since)
                        if call["operation"] == "GetAccountAuthorizationDetails"]
            return 0 if found else 1

        self._until("the account is looked at", missing)
        return found[0]

    def _until(self, what: str, missing: Any) -> None:
        left, end = missing(), time.monotonic() + _PATIENCE
        with Heartbeat("bench", f"waiting until {what}", every=15, detail=lambda: f"{left} are missing"):
            while left:
                self.stage.check()
                time.sleep(0.5)
                now = missing()
                if now != left:
                    left, end = now, time.monotonic() + _PATIENCE
                if time.monotonic() > end:
                    raise Failure(f"in vain: {what}", "", self.stage.evidence()[-20:])


def bars(found: Dict[str, Any]) -> List[Bar]:
    """Against what AWS forces; a deployment for each API; and nothing at rest but one read of each."""
    rest, writes = found["rest"], found["writes"]
    ratio = found["seconds"] / found["floor"]
    reads = rest.get("GetRestApi", 0) + rest.get("GetStages", 0) + rest.get("GetResources", 0)
    return [
        Bar(f"{found['apis']} APIs of {found['methods']} methods are closed within {_MOST} of what AWS's limits force",
            f"{ratio:.2f}", ratio <= _MOST),
        Bar("each of them is deployed once", str(writes["CreateDeployment"]), writes["CreateDeployment"] == found["apis"]),
        Bar("a sweep at rest reads each protected API once and writes nothing", str(rest),
            reads <= found["apis"] + found["apis"] // 5 and not any(operation in rest for operation in _WRITES)),
    ]
