# SPDX-License-Identifier: Apache-2.0
"""Chapter three: somebody edits AWS by hand. It is seen, said, and put right."""
from __future__ import annotations

import json
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional

import awswire
from awswire import Aws
from demoparts import curl, watching
from demoparts.access import ROLE, Keys
from demoparts.account import CALLER_ROLE, REGION, Account
from demoparts.asking import Explanations
from demoparts.stage import Stage
from demoparts.telling import Telling

_SEEN, _REPAIRED, _LINE = 40.0, 40.0, 102


class Edit(NamedTuple):
    """Something done by hand: the object that shall notice, the field it shall name, how AWS is asked whether it is
    as before, and what a client feels."""

    told: str
    item: watching.Name
    field: str
    do: Callable[[], object]
    right: Callable[[], bool]
    feel: Callable[[], bool]
    felt: str


def _policy(item: Dict[str, Any], principal: str) -> str:
    return next(one["arn"] for one in item["status"]["policies"] if one["principal"] == principal)


def _default(aws: Aws, arn: str) -> Any:
    """The document that is in force for a policy."""
    version = awswire.text(aws.iam("GetPolicy", PolicyArn=arn), "Policy/DefaultVersionId")
    return awswire.document(aws.iam("GetPolicyVersion", PolicyArn=arn, VersionId=version), "PolicyVersion/Document")


def _other_version(aws: Aws, arn: str) -> None:
    """Makes a version by hand that allows POST as well, and then makes it the one in force."""
    wider = _default(aws, arn)
    for statement in wider["Statement"]:
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        statement["Resource"] = resources + [one.replace("/GET/", "/POST/") for one in resources]
    made = aws.iam("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=json.dumps(wider))
    aws.iam("SetDefaultPolicyVersion", PolicyArn=arn, VersionId=awswire.text(made, "PolicyVersion/VersionId"))


def _attached(aws: Aws, arn: str) -> bool:
    found = aws.iam("ListAttachedRolePolicies", RoleName=CALLER_ROLE)
    return arn in [awswire.text(one, "PolicyArn") for one in found.findall("AttachedPolicies/member")]


def _edits(stage: Stage, keys: Keys) -> List[Edit]:
    account, bob = stage.account, stage.account.bob
    policy = watching.find(stage, "apiaccesspolicies", "shop", "web-reads-orders")
    web, alice = _policy(policy, ROLE), _policy(policy, "user/alice")
    plan = watching.find(stage, "apiratelimits", "orders", "gold")["status"]["usagePlanId"]
    key = watching.find(stage, "apikeygrants", "mobile", "mobile")["status"]["apiKeyId"]
    before = _default(bob, alice)
    of_policy = ("ApiAccessPolicy", "web-reads-orders")
    return [
        Edit(f"detaches the policy from {ROLE}", of_policy, "attachment",
             lambda: bob.iam("DetachRolePolicy", RoleName=CALLER_ROLE, PolicyArn=web),
             lambda: _attached(bob, web),
             lambda: _orders(account, "GET", web=True) == 403, "its GET /orders is 403"),
        Edit("makes a version that allows POST the default of alice's policy", of_policy, "defaultVersion",
             lambda: _other_version(bob, alice),
             lambda: bool(_default(bob, alice) == before),
             lambda: _orders(account, "POST", web=False) == 200, "her POST /orders is 200"),
        Edit("raises the rate of gold to 9999/s", ("ApiRateLimit", "gold"), "throttle.rateLimit",
             lambda: bob.gateway_patch(f"/usageplans/{plan}", throttle__rateLimit="9999"),
             lambda: float(bob.gateway("GET", f"/usageplans/{plan}")["throttle"]["rateLimit"]) == 50.0,
             lambda: float(bob.gateway("GET", f"/usageplans/{plan}")["throttle"]["rateLimit"]) == 9999.0,
             "the plan says 9999"),
        Edit("disables the mobile app's key", ("ApiKeyGrant", "mobile"), "enabled",
             lambda: bob.gateway_patch(f"/apikeys/{key}", enabled="false"),
             lambda: bool(bob.gateway("GET", f"/apikeys/{key}")["enabled"]),
             lambda: curl.call("GET", account.url("quotes", "/quotes"), key=keys.gold).status == 403,
             "its GET /quotes is 403"),
    ]


def _orders(account: Account, verb: str, web: bool) -> int:
    signer = account.web if web else account.alice
    return curl.call(verb, account.url("orders", "/orders"), REGION, signer).status


def tell(stage: Stage, telling: Telling, keys: Keys, why: Explanations) -> None:
    """Chapter three. What it refuses for a moment is put right before anybody can ask why; the same calls are refused later."""
    telling.chapter(3, "Bob edits AWS by hand")
    telling.command("kubectl get apiaccesspolicies,... -A --watch -o json", "in the background, to see what lasts for a moment only")
    watch = watching.Watch(stage, "drift")
    telling.wait("kubectl get --watch has begun", lambda: watch.started() or None, 15)
    account, edits = stage.account, _edits(stage, keys)
    began = time.monotonic()
    for edit in edits:
        telling.check(f"he {edit.told}: {edit.felt}", _felt(edit))
    seen = _see(telling, watch, edits, began)
    drifts = watch.drifts()
    for edit in edits:
        line = next(line for line in drifts[edit.item] if edit.field in line)
        telling.check(f"{edit.item[1]:<17} Drifted  {line}"[:_LINE], "want" in line)
    telling.wait("AWS is as declared again", lambda: all(edit.right() for edit in edits) or None, _REPAIRED,
                 lambda: [f"not put right: he {edit.told}" for edit in edits if not edit.right()])
    repaired = time.monotonic() - began
    # The data plane believes a key that was enabled only after a while.
    quotes = account.url("quotes", "/quotes")
    works = telling.wait("the key works again",
                         lambda: curl.call("GET", quotes, key=keys.gold).status == 200 or None, 15)
    telling.check(f"all seen after {seen:.1f} s, repaired after {repaired:.1f} s: the version, the rate, the key are as before",
                  all(edit.right() for edit in edits))
    statuses = _orders(account, "GET", web=True), _orders(account, "POST", web=False)
    telling.check("GET /orders as the role is 200 again, alice's POST 403, GET /quotes with the key 200",
                  works and statuses == (200, 403), [f"GET, POST: {statuses}"])
    why.explain(stage, telling, "no statement of the identity policies allows")
    kept = telling.wait("Drifted is False, status.lastDrift is complete", lambda: _told(stage), 20,
                        lambda: [json.dumps(item["status"].get("lastDrift")) for item in _drifted(stage)])
    telling.check("Drifted is False again; status.lastDrift says what it was, when it was seen and put right", kept)
    watch.stop()


def _felt(edit: Edit) -> bool:
    """Does it, and looks whether it is felt; again when it was put right in the milliseconds between."""
    for _ in range(3):
        edit.do()
        if edit.feel():
            return True
    return False


def _see(telling: Telling, watch: watching.Watch, edits: List[Edit], began: float) -> float:
    """Seconds until the watch has shown all edits as drift."""
    def missing() -> List[Edit]:
        drifts = watch.drifts()
        return [edit for edit in edits if not any(edit.field in line for line in drifts.get(edit.item, []))]

    return telling.wait("each edit becomes Drifted with its field named",
                        lambda: None if missing() else time.monotonic() - began, _SEEN,
                        lambda: [f"not seen: he {edit.told} ({edit.field} of {edit.item[1]})" for edit in missing()]
                        + [f"seen: {name} {lines}" for name, lines in watch.drifts().items()])


def _drifted(stage: Stage) -> List[Dict[str, Any]]:
    return [watching.find(stage, "apiaccesspolicies", "shop", "web-reads-orders"),
            watching.find(stage, "apiratelimits", "orders", "gold"),
            watching.find(stage, "apikeygrants", "mobile", "mobile")]


def _told(stage: Stage) -> Optional[bool]:
    def told(item: Dict[str, Any]) -> bool:
        last = item["status"].get("lastDrift") or {}
        return bool(last.get("seenAt") and last.get("repairedAt") and last.get("fields")) \
            and watching.condition(item, "Drifted").get("status") == "False" and watching.ready(item)

    return all(told(item) for item in _drifted(stage)) or None

