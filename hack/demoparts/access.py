# SPDX-License-Identifier: Apache-2.0
"""Chapters one and two: a team asks for access, and AWS enforces it."""
from __future__ import annotations

import base64
import time
from typing import Any, Dict, List

from demoparts import curl, watching
from demoparts.account import CALLER_ROLE, REGION
from demoparts.asking import Explanations
from demoparts.stage import KINDS, Stage
from demoparts.telling import Telling

PLATFORM, ORDERS = "demo/platform.yaml", "demo/orders.yaml"
ROLE = f"role/apps/{CALLER_ROLE}"
_GOLD_RATE, _GOLD_BURST, _TRIAL_QUOTA = 50, 100, 5
_MANY = 300


class Keys:
    """The values of the API keys, read from the consumers' Secrets."""

    def __init__(self, stage: Stage) -> None:
        self.gold = value(stage, "mobile", "quotes-api-key")
        self.trial = value(stage, "shop", "quotes-trial-key")
        self._earlier: List[str] = []

    def replaced(self, gold: str) -> None:
        """The key in gold has another value now."""
        self._earlier.append(self.gold)
        self.gold = gold

    def forms(self) -> List[str]:
        """The values as they are, and as Kubernetes encodes them."""
        return [form for one in (self.gold, self.trial, *self._earlier)
                for form in (one, base64.b64encode(one.encode()).decode())]


def apply(stage: Stage, tell: Telling) -> Keys:
    """Chapter one. The keys that it led to."""
    tell.chapter(1, "A team asks for access")
    since = stage.account.sequence()
    began = time.monotonic()
    tell.command(f"kubectl apply -f {PLATFORM} -f {ORDERS}", "a connection, two tiers, a policy, two grants")
    stage.kubectl("apply", "-f", PLATFORM, "-f", ORDERS)
    tell.command(f"kubectl wait --for=condition=Ready -f {ORDERS}")
    waited = stage.kubectl("wait", "--for=condition=Ready", "--timeout=45s", "-f", ORDERS, check=False)
    seconds = time.monotonic() - began
    behind = _not_ready(stage)
    if behind:
        tell.check("five objects and the connection are Ready", False, [*waited.splitlines(), *behind], needed=True)
    calls = stage.account.operator_calls(since)
    tell.command("kubectl get apiaccess -A")
    shown = stage.kubectl("get", "apiaccess", "-A")
    tell.table(shown)
    tell.command("kubectl get apiaccess-admin")
    connections = stage.kubectl("get", "apiaccess-admin")
    tell.table(connections)
    writes = [call for call in calls if call["write"]]
    tell.check(f"Ready after {seconds:.1f} s with {len(calls)} AWS calls, {len(writes)} of them writes",
               len(writes) > 0)
    wanted = ["SUMMARY", "READY", "DRIFTED", f"{ROLE}", "GET /orders", "50/s", "quotes-api-key"]
    missing = [word for word in wanted if word not in shown]
    tell.check("the table says who may call what, how often, with which key",
               not missing and "demo" in connections, [f"missing: {missing}"])
    repeated = _repeated(writes)
    tell.check("nothing was written to AWS twice", not repeated, repeated)
    return Keys(stage)


def enforce(stage: Stage, tell: Telling, keys: Keys, why: Explanations) -> None:
    """Chapter two."""
    account = stage.account
    tell.chapter(2, "AWS enforces it (stock curl, --aws-sigv4, against the data plane of the emulated AWS)")
    orders, order, quotes = account.url("orders", "/orders"), account.url("orders", "/orders/17"), account.url("quotes", "/quotes")
    _line(tell, "GET  /orders     unsigned", curl.call("GET", orders), 403, "Missing Authentication Token")
    why.explain(stage, tell, "calls without a signature are refused")
    _line(tell, f"GET  /orders     as {ROLE}", curl.call("GET", orders, REGION, account.web), 200)
    _line(tell, f"GET  /orders/17  as {ROLE}", curl.call("GET", order, REGION, account.web), 200)
    _line(tell, "GET  /orders     as user/alice", curl.call("GET", orders, REGION, account.alice), 200)
    _line(tell, f"POST /orders     as {ROLE}", curl.call("POST", orders, REGION, account.web), 403,
          "not authorized to perform: execute-api:Invoke")
    why.explain(stage, tell, "no statement of the identity policies allows")
    _line(tell, "GET  /quotes     without key", curl.call("GET", quotes), 403, "Forbidden")
    why.explain(stage, tell, "the method needs an API key, which is not given")
    _line(tell, "GET  /quotes     with the key in gold", curl.call("GET", quotes, key=keys.gold), 200)
    burst = curl.burst(quotes, _MANY, keys.gold)
    passed, refused = burst.statuses[200], burst.statuses[429]
    most = _GOLD_BURST + _GOLD_RATE * burst.seconds + 1
    tell.check(f"GET  /quotes     {_MANY} at once, gold: {_GOLD_RATE}/s, burst {_GOLD_BURST}".ljust(52)
               + f"200 x {passed}, 429 x {refused} in {burst.seconds:.1f} s",
               passed + refused == _MANY and _GOLD_BURST - 1 <= passed <= most and refused > 0,
               [f"statuses: {dict(burst.statuses)}, at most {most:.0f} may pass"])
    answers = [curl.call("GET", quotes, key=keys.trial) for _ in range(_TRIAL_QUOTA + 1)]
    tell.check(f"GET  /quotes     {_TRIAL_QUOTA} times in trial, its quota".ljust(52) + f"200 x {_TRIAL_QUOTA}",
               all(one.status == 200 for one in answers[:-1]), [str(one) for one in answers])
    _line(tell, "GET  /quotes     once more", answers[-1], 429, "Limit Exceeded")


def _line(tell: Telling, what: str, answer: curl.Answer, status: int, words: str = "") -> None:
    tell.check(f"{what:<52}{status}  {words}", answer.says(status, words), [f"answer: {answer}"])


def value(stage: Stage, namespace: str, name: str) -> str:
    """The value of a key in a consumer's Secret."""
    data = watching.find(stage, "secrets", namespace, name)["data"]
    return base64.b64decode(data["value"]).decode()


def _not_ready(stage: Stage) -> List[str]:
    return [f"{item['kind']} {item['metadata']['name']}: {watching.condition(item, 'Ready')}"
            for item in stage.objects(f"{KINDS},awsconnections", "-A") if not watching.ready(item)]


def _repeated(writes: List[Dict[str, Any]]) -> List[str]:
    """Writes that were sent twice although the first was taken."""
    good = [f"{call['operation']} {call['target']} {sorted(call['parameters'].items())}" for call in writes
            if call["status"] < 300]
    return sorted({one for one in good if good.count(one) > 1})
