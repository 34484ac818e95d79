# SPDX-License-Identifier: Apache-2.0
"""Chapter eight: a quota that runs out, a key that is replaced with overlap, and one that leaked."""
from __future__ import annotations

import time
from typing import Optional

from demoparts import access, curl, watching
from demoparts.access import Keys
from demoparts.asking import Explanations
from demoparts.stage import Stage
from demoparts.telling import Telling

# Shorter than the 10 minutes of demo/orders.yaml by the demo's clock, and much longer than two calls need.
_PATIENCE = 60.0


def tell(stage: Stage, telling: Telling, keys: Keys, why: Explanations) -> None:
    """What a consumer of a key lives through."""
    telling.chapter(8, "A key's life")
    _quota(stage, telling)
    _rotation(stage, telling, keys)
    _leak(stage, telling, keys, why)


def _quota(stage: Stage, telling: Telling) -> None:
    telling.command("kubectl wait --for=condition=QuotaLow akg/tryout -n shop", "the trial key has used its five calls")
    waited = stage.kubectl("wait", "--for=condition=QuotaLow", "--timeout=45s", "akg/tryout", "-n", "shop", check=False)
    found = watching.find(stage, "akg", "shop", "tryout")
    low = watching.condition(found, "QuotaLow")
    telling.note(low.get("message", waited))
    telling.check(f"{low.get('reason')}; summary: {found['status']['summary']}",
                  low.get("reason") == "QuotaUsedUp" and "100 %" in found["status"]["summary"], [str(low)])


def _rotation(stage: Stage, telling: Telling, keys: Keys) -> None:
    watch = watching.Watch(stage, "orphans", "awsconnections")
    telling.wait("kubectl get --watch has begun", lambda: watch.started() or None, 15)
    old = keys.gold
    fresh = _another(stage, telling, keys, "first", "another key, now")
    for name, value in (("old", old), ("new", fresh)):
        answer = _call(stage, value)
        telling.check(f"GET  /quotes     with the {name} key".ljust(52) + "200", answer.status == 200, [str(answer)])
    item = watching.find(stage, "akg", "mobile", "mobile")
    telling.note(watching.condition(item, "Ready").get("message", ""))
    began = time.monotonic()
    telling.wait("the old key is refused", lambda: _call(stage, old).status == 403 or None, _PATIENCE)
    answer = _call(stage, fresh)
    telling.check(f"after the overlap ({time.monotonic() - began:.0f} s more): the old key 403, the new key 200",
                  answer.status == 200, [str(answer)])
    telling.wait("the rotation is over", lambda: _idle(stage), _PATIENCE)
    watch.stop()
    orphans = sorted({line for state in watch.states() for line in state.get("status", {}).get("orphans", [])})
    telling.check("all the while no key was called an orphan, which one may delete", not orphans, orphans)


def _leak(stage: Stage, telling: Telling, keys: Keys, why: Explanations) -> None:
    leaked = keys.gold
    patch = '{"spec": {"rotation": {"overlap": "0s"}}}'
    telling.command(f"kubectl patch akg mobile -n mobile --type=merge -p '{patch}'", "the key leaked: no overlap")
    stage.kubectl("patch", "akg", "mobile", "-n", "mobile", "--type=merge", "-p", patch)
    fresh = _another(stage, telling, keys, "leak", "")
    telling.wait("the leaked key is refused", lambda: _call(stage, leaked).status == 403 or None, 20)
    answer = _call(stage, fresh)
    telling.check("once the new key is in the Secret: the leaked key 403, the new key 200", answer.status == 200,
                  [str(answer)])
    off = '{"spec": {"state": "Disabled"}}'
    telling.command(f"kubectl patch akg mobile -n mobile --type=merge -p '{off}'", "when even that is too slow")
    began = time.monotonic()
    stage.kubectl("patch", "akg", "mobile", "-n", "mobile", "--type=merge", "-p", off)
    telling.wait("no key works", lambda: _call(stage, fresh).status == 403 or None, 20)
    telling.check(f"no key works after {time.monotonic() - began:.1f} s (AWS itself may take two minutes)", True)
    key = watching.find(stage, "akg", "mobile", "mobile")["status"]["apiKeyId"]
    why.explain(stage, telling, "is disabled", "--key", key)
    telling.wait("the grant says so", lambda: _reason(stage) == "Disabled" or None, 20)


def _another(stage: Stage, telling: Telling, keys: Keys, request: str, comment: str) -> str:
    """Asks for another key and waits until it is in the Secret."""
    before = keys.gold
    command = f"kubectl annotate akg mobile -n mobile apiaccess.dev/rotate-requested-at={request} --overwrite"
    telling.command(command, comment)
    began = time.monotonic()
    stage.kubectl(*command.split()[1:])
    while_waiting = _call(stage, before)

    def handed() -> Optional[str]:
        found = access.value(stage, "mobile", "quotes-api-key")
        return found if found != before else None

    fresh: str = telling.wait("another key is in the Secret", handed, _PATIENCE)
    keys.replaced(fresh)
    telling.check(f"a new key is in the Secret after {time.monotonic() - began:.0f} s; until then the old one worked",
                  while_waiting.status == 200, [str(while_waiting)])
    return fresh


def _call(stage: Stage, key: str) -> curl.Answer:
    return curl.call("GET", stage.account.url("quotes", "/quotes"), key=key)


def _reason(stage: Stage) -> Optional[str]:
    return watching.condition(watching.find(stage, "akg", "mobile", "mobile"), "Ready").get("reason")


def _idle(stage: Stage) -> Optional[bool]:
    status = watching.find(stage, "akg", "mobile", "mobile").get("status", {})
    return status.get("rotation", {}).get("phase") == "Idle" or None
