# SPDX-License-Identifier: Apache-2.0
"""Chapters six and seven: limits of trust, an edit that narrows, and silence."""
from __future__ import annotations

import json
import re
import time

from demoparts import curl, watching
from demoparts.access import ROLE
from demoparts.account import REGION
from demoparts.asking import Explanations
from demoparts.stage import Stage
from demoparts.telling import Telling

_BAD = "mfa works for users and groups only; role sessions carry no MFA"
_REFUSED = "does not admit principal role/admin"
_GREED = "kubectl apply -f demo/greedy.yaml"
_INTRUDE = "kubectl apply -f demo/intruder.yaml"
_POLICY = {_GREED: ("shop", "let-us-in"), _INTRUDE: ("intruder", "let-me-in")}
_MADE = re.compile(r"let-(me|us)-in (created|unchanged|configured)")
_OFF = "kubectl delete validatingadmissionpolicybindings -l app.kubernetes.io/name=apiaccess"
_ON = "kubectl apply -f deploy/base/admission.yaml"
_ADMIN = re.compile(r"role/admin\b|\"RoleName\": \"admin\"")


def limits(stage: Stage, tell: Telling) -> None:
    """Chapter five."""
    tell.chapter(6, "Limits of trust")
    since = stage.account.sequence()
    tell.command(_GREED, "team shop asks for role/admin")
    answer = stage.kubectl(*_GREED.split()[1:], check=False)
    tell.check(f'refused at once: "{_REFUSED}"', _REFUSED in answer and "ValidatingAdmissionPolicy" in answer,
               answer.splitlines())
    tell.command(_OFF, "the operator does not rely on them")
    stage.kubectl(*_OFF.split()[1:])
    _taken(stage, tell, since, _GREED, "NotPermitted")
    stage.kubectl("delete", "-f", "demo/greedy.yaml")
    _taken(stage, tell, since, _INTRUDE, "ConnectionNotFound", "a namespace that no connection admits hears of none")
    tell.command(_ON)
    stage.kubectl(*_ON.split()[1:])
    tell.command("kubectl apply -f demo/bad.yaml")
    answer = stage.kubectl("apply", "-f", "demo/bad.yaml", check=False)
    tell.check(f'refused: "{_BAD}"', _BAD in answer, answer.splitlines())


def narrow(stage: Stage, tell: Telling, why: Explanations) -> None:
    """Chapter six: a call that worked is refused after an edit."""
    tell.chapter(7, "An edit narrows a rule")
    order = stage.account.url("orders", "/orders/17")
    before = curl.call("GET", order, REGION, stage.account.web)
    patch = '[{"op": "replace", "path": "/spec/rules/0/paths", "value": ["/orders"]}]'
    tell.command(f"kubectl patch aap web-reads-orders -n shop --type=json -p '{patch}'")
    began = time.monotonic()
    stage.kubectl("patch", "aap", "web-reads-orders", "-n", "shop", "--type=json", "-p", patch)
    tell.wait("the call is refused",
              lambda: curl.call("GET", order, REGION, stage.account.web).status == 403 or None, 20)
    seconds = time.monotonic() - began
    tell.check(f"GET  /orders/17  as {ROLE}: {before.status} before, 403 after {seconds:.1f} s", before.status == 200)
    why.explain(stage, tell, "no statement of the identity policies allows")
    tell.wait("the policy is Ready",
              lambda: watching.ready(watching.find(stage, "aap", "shop", "web-reads-orders")) or None, 20)
    still = curl.call("GET", stage.account.url("orders", "/orders"), REGION, stage.account.web)
    tell.check(f"GET  /orders     as {ROLE}: still 200", still.status == 200, [str(still)])


def idle(stage: Stage, tell: Telling, audit: watching.Audit, seconds: float = 30.0) -> None:
    """Nothing happens, and nothing is written."""
    tell.note(f"now nobody does anything for {seconds:.0f} s ...")
    _settle(stage, audit)
    since, then, events = stage.account.sequence(), time.time(), watching.events(stage)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(1.0, max(0.0, end - time.monotonic())))
        stage.check()
    calls = stage.account.operator_calls(since)
    writes = [call for call in calls if call["write"]]
    kubernetes, more = audit.writes(then), [one for one in watching.events(stage) if one not in events]
    tell.check(f"{seconds:.0f} s idle: AWS writes {len(writes)}, Kubernetes writes {len(kubernetes) + len(more)}"
               f"   (it looked all the time: {len(calls)} AWS reads)",
               not writes and not kubernetes and not more and len(calls) > 0,
               [json.dumps(call) for call in writes] + [watching.shown(one) for one in kubernetes] + more)


def _settle(stage: Stage, audit: watching.Audit, quiet: float = 2.0, most: float = 20.0) -> None:
    """Returns when what came before has come to rest; when it does not, idling will show it."""
    end = time.monotonic() + most
    began, since, then = time.monotonic(), stage.account.sequence(), time.time()
    while time.monotonic() < min(began + quiet, end):
        time.sleep(0.25)
        if audit.writes(then) or any(call["write"] for call in stage.account.operator_calls(since)):
            began, since, then = time.monotonic(), stage.account.sequence(), time.time()


def _taken(stage: Stage, tell: Telling, since: int, command: str, reason: str, comment: str = "") -> None:
    """The API server takes it, the operator does not, and AWS hears nothing of it."""
    tell.command(command, comment)
    tell.wait("the API server takes it",
              lambda: _MADE.search(stage.kubectl(*command.split()[1:], check=False)) or None, 20)
    found = tell.wait("there is an answer", lambda: _refused(stage, *_POLICY[command]), 20)
    tell.note(found["message"])
    # Half a sweep more, for what might still come.
    time.sleep(1.5)
    calls = stage.account.operator_calls(since)
    named = [call for call in calls if _ADMIN.search(json.dumps(call))]
    writes = [call for call in calls if call["write"]]
    tell.check(f"{found['reason']}; AWS calls that name role/admin: {len(named)}, AWS writes: {len(writes)}",
               found["reason"] == reason and not named and not writes,
               [found["message"]] + [json.dumps(call) for call in named + writes])


def _refused(stage: Stage, namespace: str, name: str) -> "dict[str, str] | None":
    item = watching.find(stage, "aap", namespace, name)
    found = watching.condition(item, "Ready")
    return found if found.get("status") == "False" and found.get("reason") not in (None, "Pending") else None
