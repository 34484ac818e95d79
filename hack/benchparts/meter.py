# SPDX-License-Identifier: Apache-2.0
"""Counts what the operator does: AWS calls by the emulator's record, writes by the API server's audit log and metrics,
processor time and memory by the kernel."""
from __future__ import annotations

import datetime
import json
import os
import re
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterable, List, NamedTuple, Optional

from benchparts.kubewire import Kube
from benchparts.load import Filled
from demoparts.account import OPERATOR_ROLE
from demoparts.stage import OPERATOR_USER, Stage

_TICK = os.sysconf("SC_CLK_TCK")
_LISTS = {"GetAccountAuthorizationDetails", "GetAccountSummary", "GetRestApis", "GetStages", "GetDeployment",
          "GetUsagePlans", "GetUsagePlanKeys", "GetUsage", "GetApiKeys"}
_IDENTITY = {"GetCallerIdentity", "AssumeRole"}


class Process(NamedTuple):
    """Seconds of processor time until now, memory now and at most, in MiB."""

    cpu: float
    rss: float
    most: float


def process(pid: int) -> Process:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines())
    rss, most = (int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return Process((int(fields[11]) + int(fields[12])) / _TICK, rss, most)


def is_list(call: Dict[str, Any]) -> bool:
    """Whether a call is part of a sweep; reads of one thing are not."""
    return call["operation"] in _LISTS and "keyId" not in call["parameters"]


def repeated_creates(calls: Iterable[Dict[str, Any]]) -> List[str]:
    """Creates that AWS took twice."""
    good = Counter(f"{call['operation']} {call['target']} {sorted(call['parameters'].items())}" for call in calls
                   if call["operation"].startswith("Create") and call["status"] < 300
                   and call["operation"] != "CreatePolicyVersion")
    return sorted(name for name, times in good.items() if times > 1)


def last_write(calls: Iterable[Dict[str, Any]], since: float) -> Optional[float]:
    """Seconds from a moment to the last write that AWS took, None when there was none."""
    moments = [moment(call) for call in calls if call["write"] and call["status"] < 300]
    return round(max(moments) - since, 2) if moments else None


def moment(call: Dict[str, Any]) -> float:
    """When a call came, in seconds since 1970; the emulator tells more digits than Python reads."""
    text = re.sub(r"(\.\d{6})\d*", r"\1", call["time"]).replace("Z", "+00:00")
    return datetime.datetime.fromisoformat(text).timestamp()


def summary(calls: List[Dict[str, Any]]) -> Dict[str, Any]:
    """The calls of a phase, those of sweeps told apart."""
    sweeping = [call for call in calls if is_list(call)]
    identity = [call for call in calls if call["operation"] in _IDENTITY]
    own = [call for call in calls if not is_list(call) and call["operation"] not in _IDENTITY]
    return {"total": len(calls), "sweeps": sum(1 for call in calls if call["operation"] == "GetAccountSummary"),
            "sweepCalls": len(sweeping), "identityCalls": len(identity), "objectCalls": len(own),
            "reads": sum(1 for call in own if not call["write"]), "writes": sum(1 for call in own if call["write"]),
            "refused": Counter(call["error"] for call in calls if call["status"] >= 300),
            "duplicates": repeated_creates(calls),
            "operations": dict(sorted(Counter(call["operation"] for call in calls).items()))}


class Meter:
    """Follows the operator; the emulator keeps the latest calls only, so they are fetched all the time."""

    def __init__(self, stage: Stage, kube: Kube) -> None:
        self._stage, self._kube = stage, kube
        self._calls: List[Dict[str, Any]] = []
        self._since, self._audited = 0, 0
        self._writes: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="calls", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ends.set()
        self._thread.join()

    def calls(self) -> List[Dict[str, Any]]:
        """The operator's calls until now, oldest first."""
        with self._lock:
            assert isinstance(self._stage.account, Filled)
            for call in self._stage.account.fetch_calls(self._since):
                self._since = max(self._since, int(call["sequence"]))
                if any(mark in call["principal"] for mark in (":user/operator", f":assumed-role/{OPERATOR_ROLE}/")):
                    self._calls.append(call)
            return self._calls

    def kubernetes(self) -> "Counter[str]":
        """The operator's writes until now, by verb and resource."""
        with self._lock, open(self._stage.cluster.directory / "audit.log", "rb") as log:
            log.seek(self._audited)
            for line in log:
                if not line.endswith(b"\n"):
                    break
                self._audited += len(line)
                entry = json.loads(line)
                if entry["user"]["username"] == OPERATOR_USER:
                    what = entry.get("objectRef", {})
                    sub = f"/{what['subresource']}" if what.get("subresource") else ""
                    bad = f" {entry['responseStatus']['code']}" if entry["responseStatus"]["code"] >= 300 else ""
                    self._writes[f"{entry['verb']} {what.get('resource', '')}{sub}{bad}"] += 1
            return Counter(self._writes)

    def at_rest(self, quiet: float = 3.0, most: float = 60.0) -> bool:
        """Waits until nothing was written for a while."""
        end, since, before = time.monotonic() + most, time.monotonic(), self._written()
        while time.monotonic() < end:
            time.sleep(0.5)
            now = self._written()
            if now != before:
                since, before = time.monotonic(), now
            elif time.monotonic() - since >= quiet:
                return True
        return False

    def _written(self) -> int:
        return sum(1 for call in self.calls() if call["write"]) + sum(self.kubernetes().values())

    def _follow(self) -> None:
        while not self._ends.wait(1.0):
            self.calls()


class Phase:
    """`with Phase(meter, ...) as phase:` what the operator did meanwhile is in `result` afterwards."""

    def __init__(self, meter: Meter, stage: Stage, kube: Kube, name: str, same_process: bool = True) -> None:
        self._meter, self._stage, self._kube, self.name = meter, stage, kube, name
        self._same = same_process
        self.result: Dict[str, Any] = {}

    def __enter__(self) -> "Phase":
        self._events = self._kube.event_writes()
        self._kubernetes = self._meter.kubernetes()
        self._calls = len(self._meter.calls())
        self._cpu = process(self._stage.operator.pid).cpu if self._same else 0.0
        self._began, self._moment = time.monotonic(), time.time()
        return self

    def __exit__(self, kind: Optional[type], *_: object) -> None:
        if kind is not None:
            return
        seconds = time.monotonic() - self._began
        used = process(self._stage.operator.pid)
        written = self._meter.kubernetes() - self._kubernetes
        calls = self._meter.calls()[self._calls:]
        self.result.update({
            "seconds": round(seconds, 2), "cpuSeconds": round(used.cpu - self._cpu, 2), "rssMiB": round(used.rss),
            "mostRssMiB": round(used.most), "aws": summary(calls), "awsSeconds": last_write(calls, self._moment),
            "kubernetes": {"writes": sum(written.values()), "events": self._kube.event_writes() - self._events,
                           "byKind": dict(sorted(written.items()))}})
