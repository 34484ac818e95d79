# SPDX-License-Identifier: Apache-2.0
"""Chapter nine: nothing is left behind, and no key value went where it does not belong."""
from __future__ import annotations

import json
import time
from typing import Dict, List

from demoparts import curl, watching
from demoparts.access import ROLE, Keys
from demoparts.account import REGION
from demoparts.asking import Explanations
from demoparts.stage import KINDS, Stage
from demoparts.telling import Telling

_NAMESPACES = ("shop", "mobile", "orders", "web", "intruder")


def leave(stage: Stage, tell: Telling, why: Explanations) -> None:
    """Deletes objects, namespaces, and the connection."""
    account = stage.account
    tell.chapter(9, "Leave nothing behind")
    policies, plans, keys = account.ours()
    tell.check(f"in AWS are {len(policies)} policies (one is the cluster's claim), {len(plans)} usage plans, {len(keys)} keys",
               (len(policies), len(plans), len(keys)) == (3, 2, 2), policies + plans + keys)
    tell.command("kubectl delete aap web-reads-orders -n shop")
    stage.kubectl("delete", "aap", "web-reads-orders", "-n", "shop", timeout=60)
    answer = curl.call("GET", account.url("orders", "/orders"), REGION, account.web)
    tell.check(f"GET  /orders     as {ROLE}: 403 as soon as it is gone", answer.status == 403, [str(answer)])
    why.explain(stage, tell, "no statement of the identity policies allows")
    why.all_told(stage, tell)
    began = time.monotonic()
    tell.command(f"kubectl delete ns {' '.join(_NAMESPACES)}")
    stage.kubectl("delete", "ns", *_NAMESPACES, "--wait=false")
    tell.wait("the namespaces are gone", lambda: not _there(stage) or None, 60, lambda: _stuck(stage))
    seconds = time.monotonic() - began
    left = account.ours()
    marked = [name for name in left[0] if not name.startswith("aa-claim-")] + left[1] + left[2]
    tell.check(f"gone in {seconds:.1f} s; things with our mark left in AWS: {len(marked)}, and the claim",
               not marked and len(left[0]) == 1, marked + left[0])
    tell.command("kubectl delete awsc demo")
    stage.kubectl("delete", "awsc", "demo", timeout=60)
    rest = [name for names in account.ours() for name in names]
    tell.check(f"the connection is gone, and the claim with it; left in AWS: {len(rest)}", not rest, rest)


def collect(stage: Stage) -> Dict[str, str]:
    """What Kubernetes and the metrics say while the objects are there."""
    return {"events": stage.kubectl("get", "events", "-A", "-o", "json"),
            "status": stage.kubectl("get", f"{KINDS},awsconnections", "-A", "-o", "json"),
            "metrics": stage.fetch("/q/metrics") or ""}


def secrets_kept(stage: Stage, tell: Telling, keys: Keys, collected: Dict[str, str]) -> None:
    """Searches the values of the keys where they must not be."""
    places = {f"{name}, before": text for name, text in collected.items()}
    places.update({f"{name}, after": text for name, text in collect(stage).items()})
    places["call record"] = json.dumps(stage.account.calls())
    places["audit log"] = (stage.cluster.audit_log.read_text(encoding="utf-8") if stage.cluster.audit_log else "")
    for child in (stage.operator, stage.emulator):
        places[f"log of {child.name}"] = child.log.read_text(encoding="utf-8", errors="replace")
    for log in sorted((stage.cluster.directory / "logs").glob("*.log")):
        places[f"log of {log.stem}"] = log.read_text(encoding="utf-8", errors="replace")
    found = [f"{name} holds a key's value" for name, text in places.items() if any(form in text for form in keys.forms())]
    empty = [f"nothing to search in {name}" for name in ("metrics, before", "status, before", "call record", "audit log",
                                                         "log of operator") if len(places[name]) < 100]
    if "apiaccess.dev/operator" not in places["events, before"]:
        empty.append("the operator wrote no events")
    size = sum(len(text) for text in places.values()) / 1e6
    tell.check(f"key values found in log, events, status, metrics, audit log, call record ({size:.1f} MB): {len(found)}",
               not found and not empty, found + empty)


def within_rights(stage: Stage, tell: Telling, audit: watching.Audit) -> None:
    """The operator was never refused: what deploy/ grants is enough."""
    calls = stage.account.operator_calls()
    denied = [f"{call['operation']} {call['target']} {call['error']}" for call in calls if call["status"] in (401, 403)]
    writes = audit.writes()
    forbidden = [watching.shown(one) for one in writes if one.get("responseStatus", {}).get("code") == 403]
    tell.check(f"refused for want of rights: {len(denied)} of {len(calls)} AWS calls, "
               f"{len(forbidden)} of {len(writes)} Kubernetes writes",
               len(calls) > 0 and len(writes) > 0 and not denied and not forbidden, denied + forbidden)


def _there(stage: Stage) -> List[str]:
    return [item["metadata"]["name"] for item in stage.objects("namespaces") if item["metadata"]["name"] in _NAMESPACES]


def _stuck(stage: Stage) -> List[str]:
    return [f"still there: namespace {name}" for name in _there(stage)]
