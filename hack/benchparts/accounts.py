# SPDX-License-Identifier: Apache-2.0
"""An account file as large as one wants it, always the same for the same size: what the matrix and its page are measured with."""
from __future__ import annotations

import json
import random
from typing import Any, Dict, List

ACCOUNT = "111111111111"
_METHODS_OF_AN_API = 100
_POLICIES = 120
_AREAS = ("orders", "customers", "invoices", "stock", "prices", "reports", "shipments", "returns")
_TEAMS = ("apps", "billing", "data", "ops", "partners", "retail", "search", "web")


def account(principals: int, methods: int, own: int = 6) -> Dict[str, Any]:
    """Roles with some of a pool of policies and at times one of their own, APIs of which every other method has a parameter; own: most statements of an inline policy."""
    dice = random.Random(1)
    apis = [_api(number, min(_METHODS_OF_AN_API, methods - number * _METHODS_OF_AN_API))
            for number in range((methods + _METHODS_OF_AN_API - 1) // _METHODS_OF_AN_API)]
    pool = [_policy(dice, number, apis) for number in range(_POLICIES)]
    return {"apiaccess": {"accountFile": 2}, "confidential": "made up", "account": ACCOUNT, "partition": "aws", "policies": pool,
            "identities": [_role(dice, number, pool, apis, own) for number in range(principals)], "apis": apis,
            "usagePlans": [{"id": "pl1", "name": "gold", "stages": [{"api": apis[0]["id"], "stage": "prod"}]}], "keys": []}


def _api(number: int, methods: int) -> Dict[str, Any]:
    paths = [f"/{_AREAS[(number + index // 20) % len(_AREAS)]}/kind{index // 4}" + ("" if index % 4 < 2 else "/{id}") for index in range(methods)]
    served = [{"path": path, "verb": ("GET", "POST", "GET", "ANY" if index % 20 == 3 else "DELETE")[index % 4],
               "authorization": "CUSTOM" if index % 50 == 7 else "NONE" if index % 50 == 21 else "AWS_IAM",
               **({"apiKey": True} if index % 25 == 9 else {})} for index, path in enumerate(paths)]
    return {"region": "eu-west-1", "id": f"api{number:07d}", "name": f"{_AREAS[number % len(_AREAS)]}-{number}",
            "stages": [{"name": "prod", "methods": served}]}


def _statement(dice: random.Random, sid: str, apis: List[Dict[str, Any]]) -> Dict[str, Any]:
    api = dice.choice(apis)
    method = dice.choice(api["stages"][0]["methods"])
    path = method["path"][1:].replace("{id}", dice.choice(("*", "*", "7", "secret*")))
    verb = dice.choice(("*", "GET", "GET", method["verb"].replace("ANY", "*")))
    about = dice.choice((f"{verb}/{path}", f"{verb}/{path}", f"{verb}/{path.split('/')[0]}/*", f"{verb}/*"))
    found: Dict[str, Any] = {"Sid": sid, "Effect": "Deny" if dice.random() < 0.12 else "Allow", "Action": "execute-api:Invoke",
                             "Resource": f"arn:aws:execute-api:eu-west-1:{ACCOUNT}:{api['id']}/prod/{about}"}
    if dice.random() < 0.15:
        found["Condition"] = dice.choice(({"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                                          {"IpAddress": {"aws:SourceIp": f"203.0.{dice.randrange(8)}.0/24"}}))
    return found


def _document(dice: random.Random, apis: List[Dict[str, Any]], statements: int) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [_statement(dice, f"S{index}", apis) for index in range(statements)]})


def _policy(dice: random.Random, number: int, apis: List[Dict[str, Any]]) -> Dict[str, Any]:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/{_TEAMS[number % len(_TEAMS)]}/{_AREAS[number % 7]}-{number}"
    if number % 40 == 39:
        return {"arn": arn, "unreadable": "AccessDenied on iam:GetPolicyVersion"}
    return {"arn": arn, "document": _document(dice, apis, dice.randint(2, 12))}


def _role(dice: random.Random, number: int, pool: List[Dict[str, Any]], apis: List[Dict[str, Any]], own: int) -> Dict[str, Any]:
    held: List[Dict[str, Any]] = [{"managed": one["arn"]} for one in dice.sample(pool, dice.randint(0, 3))]
    if dice.random() < 0.3:
        held.append({"inline": "own", "document": _document(dice, apis, dice.randint(1, own))})
    role: Dict[str, Any] = {"name": f"role/{_TEAMS[number % len(_TEAMS)]}/service-{number:03d}", "policies": held}
    if dice.random() < 0.05:
        role["boundary"] = dice.choice(pool)["arn"]
    return role
