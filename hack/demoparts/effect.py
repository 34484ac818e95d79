# SPDX-License-Identifier: Apache-2.0
"""Chapter four: what is in AWS as declared and allows nothing. It is seen, said, mended, and becomes effective."""
from __future__ import annotations

import json
import time
from typing import Any, Callable, Dict, NamedTuple, Tuple

from demoparts import asking, curl, watching
from demoparts.account import ACCOUNT, REGION, STAGE, Account, role_arn
from demoparts.stage import Stage
from demoparts.telling import Telling

POLICY = "demo/batch.yaml"
_NAME, _ROLE = "batch-reads-orders", "orders-batch"
_WITHIN = 40.0


class Case(NamedTuple):
    """What makes a grant worth nothing: how it comes, what it is called, a word of the message, the path that
    `apiaccess explain` is asked about and what it says, how it is mended and the path that is called then."""

    told: str
    come: Callable[[], object]
    reason: str
    says: str
    asked: str
    explained: str
    mend: Callable[[], object]
    mended: str
    path: str


def tell(stage: Stage, tell: Telling) -> None:
    tell.chapter(4, "A grant that is in AWS and allows nothing is not ready, and says why")
    account, bob = stage.account, stage.account.bob
    bob.iam("CreateRole", RoleName=_ROLE, Path="/apps/", AssumeRolePolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {
            "AWS": f"arn:aws:iam::{ACCOUNT}:root"}}]}))
    _method(account, "/health", "NONE")
    bound = bob.iam("CreatePolicy", PolicyName="no-apis", PolicyDocument=_document("Allow", "s3:*", "*"))
    arn = bound.findtext("Policy/Arn") or ""
    tell.command(f"kubectl apply -f {POLICY}", "a path that no method has")
    cases = (
        Case("grants a path that no method has", lambda: stage.kubectl("apply", "-f", POLICY),
             "MethodNotFound", "deploy it", "/order", "serves no method",
             lambda: _paths(stage, "/orders"), "names the path", "/orders"),
        Case("grants a method that asks for no signature", lambda: _paths(stage, "/orders", "/health"),
             "MethodNotIamProtected", "AWS_IAM", "/health", "asks for no authorization",
             lambda: _method(account, "/health", "AWS_IAM"),
             "bob sets AWS_IAM and deploys", "/health"),
        Case("bob gives the role a permissions boundary without APIs",
             lambda: bob.iam("PutRolePermissionsBoundary", RoleName=_ROLE, PermissionsBoundary=arn),
             "BlockedByBoundary", "boundary", "/orders", "no statement of the permissions boundary allows",
             lambda: bob.iam("DeleteRolePermissionsBoundary", RoleName=_ROLE),
             "bob takes it off", "/orders"),
        Case("bob denies the role the API in a policy of his own",
             lambda: bob.iam("PutRolePolicy", RoleName=_ROLE, PolicyName="bobs", PolicyDocument=_document(
                 "Deny", "execute-api:Invoke", f"arn:aws:execute-api:{REGION}:*:*/{STAGE}/GET/orders")),
             "BlockedByDeny", "a statement of another owner", "/orders", "inline policy bobs",
             lambda: bob.iam("DeleteRolePolicy", RoleName=_ROLE, PolicyName="bobs"), "bob takes it back", "/orders"),
    )
    for case in cases:
        _play(stage, tell, case)
    stage.kubectl("delete", "-f", POLICY, "--wait=true", "--timeout=60s")


def _play(stage: Stage, tell: Telling, case: Case) -> None:
    began = time.monotonic()
    case.come()
    seen = tell.wait(f"{case.told}: told as {case.reason}", lambda: _effect(stage, "False", case.reason), _WITHIN,
                     lambda: [json.dumps(_object(stage).get("status", {}))[:600]])
    message = str(seen[0].get("message", ""))
    tell.check(f"{case.told}: after {time.monotonic() - began:.1f} s Effective and Ready are False, {case.reason}",
               case.says in message and seen[1].get("reason") == case.reason, [message, json.dumps(seen[1])])
    tell.note(f"  {message}"[:168])
    command = ["explain", f"role/apps/{_ROLE}", "GET", case.asked, "--api", "orders"]
    tell.command("apiaccess " + " ".join(command), "asks AWS as bob, who may read IAM")
    _, shown = asking.run(stage, *command)
    tell.check(f"it says: {case.explained}", case.explained in " ".join(shown.split()), shown.splitlines())
    case.mend()
    tell.wait(f"{case.mended}: effective", lambda: _effect(stage, "True", "Effective"), _WITHIN,
              lambda: [json.dumps(_object(stage).get("status", {}))[:600]])
    answer = curl.call("GET", stage.account.url("orders", case.path), REGION,
                       stage.account.bob.assume(role_arn(_ROLE, "/apps/"), "batch"))
    tell.check(f"{case.mended}: Effective and Ready are True, and GET {case.path} is 200",
               answer.status == 200 and watching.ready(_object(stage)), [str(answer)])


def _object(stage: Stage) -> Dict[str, Any]:
    return watching.find(stage, "apiaccesspolicies", "shop", _NAME)


def _effect(stage: Stage, status: str, reason: str) -> "Tuple[Dict[str, Any], Dict[str, Any]] | None":
    """The conditions Effective and Ready, once Effective says that and Ready is about the same generation."""
    found = _object(stage)
    effective, ready = watching.condition(found, "Effective"), watching.condition(found, "Ready")
    told = effective.get("status") == status and effective.get("reason") == reason
    same = effective.get("observedGeneration") == ready.get("observedGeneration") == found["metadata"]["generation"]
    return (effective, ready) if told and same and ready.get("status") == status else None


def _paths(stage: Stage, *paths: str) -> None:
    rule = {"name": "read", "principals": [f"role/apps/{_ROLE}"], "methods": ["GET"], "paths": list(paths)}
    stage.kubectl("patch", "aap", _NAME, "-n", "shop", "--type=merge", "-p", json.dumps({"spec": {"rules": [rule]}}))


def _method(account: Account, path: str, authorization: str) -> None:
    """Makes or changes `GET` on a path of the API as its owner, and deploys."""
    aws, api = account.bob, account.apis["orders"]
    ids = {item["path"]: item["id"] for item in aws.gateway_all(f"/restapis/{api}/resources")}
    if path in ids:
        aws.gateway_patch(f"/restapis/{api}/resources/{ids[path]}/methods/GET", authorizationType=authorization)
    else:
        made = aws.gateway("POST", f"/restapis/{api}/resources/{ids['/']}", {"pathPart": path[1:]})["id"]
        method = f"/restapis/{api}/resources/{made}/methods/GET"
        aws.gateway("PUT", method, {"authorizationType": authorization, "apiKeyRequired": False})
        aws.gateway("PUT", f"{method}/integration", {"type": "MOCK"})
    aws.gateway("POST", f"/restapis/{api}/deployments", {"stageName": STAGE})


def _document(effect: str, action: str, resource: str) -> str:
    return json.dumps({"Version": "2012-10-17",
                       "Statement": [{"Effect": effect, "Action": action, "Resource": resource}]})
