# SPDX-License-Identifier: Apache-2.0
"""The AWS account of the demo, filled over the wire as its owner would: three APIs, people, roles, the operator's rights."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Tuple

import awswire
from awswire import Aws, Credentials

ACCOUNT, REGION, STAGE, CLUSTER = "111122223333", "eu-west-1", "prod", "demo"
OPERATOR_ROLE, CALLER_ROLE, ADMIN_ROLE = "apiaccess", "orders-web", "admin"
_POLICIES = Path(__file__).resolve().parent.parent.parent / "deploy" / "iam"


def role_arn(name: str, path: str = "/") -> str:
    return f"arn:aws:iam::{ACCOUNT}:role{path}{name}"


class Account:
    """The account with what the story needs: clients and credentials by who they are, ids of the APIs by name."""

    def __init__(self, endpoint: str) -> None:
        """Makes the account and fills it; takes a second or two, since AWS lets nobody make APIs faster."""
        self.endpoint = endpoint
        status, answer = awswire.http("POST", f"{endpoint}/_admin/accounts", json.dumps({"accountId": ACCOUNT}).encode())
        if status != 200:
            raise awswire.AwsFailure(status, "admin", answer.decode(errors="replace"))
        made = json.loads(answer)
        self._root = Aws(endpoint, REGION, Credentials(made["accessKeyId"], made["secretAccessKey"]))
        self.operator = self._user("operator", _document("operator-policy.json", ROLE_NAME=OPERATOR_ROLE))
        trust = _document("trust-policy.json", OPERATOR_ARN=f"arn:aws:iam::{ACCOUNT}:user/operator")
        self._role(OPERATOR_ROLE, "/", trust)
        self._root.iam("PutRolePolicy", RoleName=OPERATOR_ROLE, PolicyName="account",
                       PolicyDocument=_document("account-policy.json"))
        everything = _statement("Allow", ["apigateway:*", "iam:*", "sts:AssumeRole"], "*")
        # Bob knows his way around the console; alice only calls APIs.
        self.bob = Aws(endpoint, REGION, self._user("bob", everything))
        self.alice = self._user("alice")
        for name, path in ((CALLER_ROLE, "/apps/"), (ADMIN_ROLE, "/")):
            self._role(name, path, json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}]}))
        self.web = self.bob.assume(role_arn(CALLER_ROLE, "/apps/"), "story")
        self.apis = {"orders": self._api("orders", "AWS_IAM", False, (("/orders", ("GET", "POST")),
                                                                      ("/orders/{id}", ("GET",)))),
                     "quotes": self._api("quotes", "NONE", True, (("/quotes", ("GET",)),)),
                     # Nobody ever asked who calls it.
                     "web": self._api("web", "NONE", False, (("/health", ("GET",)), ("/hooks", ("POST",)),
                                                             ("/items", ("ANY",))))}

    def url(self, api: str, path: str) -> str:
        """Where the data plane serves a path of an API."""
        return f"{self.endpoint}/_api/{self.apis[api]}/{STAGE}{path}"

    def calls(self, since: int = 0) -> List[Dict[str, Any]]:
        """The calls that the emulator took in all accounts after that sequence number, oldest first."""
        found: List[Dict[str, Any]] = []
        for account in (ACCOUNT, ""):
            _, answer = awswire.http("GET", f"{self.endpoint}/_admin/calls?account={account}&since={since}")
            found += json.loads(answer)
        return sorted((call for call in found if call["sequence"] > since), key=lambda call: int(call["sequence"]))

    def sequence(self) -> int:
        """The number of the last call until now."""
        return max((int(call["sequence"]) for call in self.calls()), default=0)

    def operator_calls(self, since: int = 0) -> List[Dict[str, Any]]:
        """The calls of the operator, as itself and as the role it assumes."""
        mine = (":user/operator", f":assumed-role/{OPERATOR_ROLE}/")
        return [call for call in self.calls(since) if any(mark in call["principal"] for mark in mine)]

    def ours(self) -> Tuple[List[str], List[str], List[str]]:
        """What bears the operator's mark: policies (the cluster's claim included), usage plans, keys; by name."""
        listed = self.bob.iam("ListPolicies", Scope="Local", PathPrefix="/apiaccess/", MaxItems="1000")
        policies = [awswire.text(one, "PolicyName") for one in listed.findall("Policies/member")]
        marked = [[item["name"] for item in self.bob.gateway_all(path) if _marked(item)]
                  for path in ("/usageplans", "/apikeys")]
        return policies, marked[0], marked[1]

    def _user(self, name: str, policy: str = "") -> Credentials:
        self._root.iam("CreateUser", UserName=name)
        if policy:
            self._root.iam("PutUserPolicy", UserName=name, PolicyName="own", PolicyDocument=policy)
        made = self._root.iam("CreateAccessKey", UserName=name)
        return Credentials(awswire.text(made, "AccessKey/AccessKeyId"), awswire.text(made, "AccessKey/SecretAccessKey"))

    def _role(self, name: str, path: str, trust: str) -> None:
        self._root.iam("CreateRole", RoleName=name, Path=path, AssumeRolePolicyDocument=trust)

    def _api(self, name: str, authorization: str, key: bool, paths: Tuple[Tuple[str, Tuple[str, ...]], ...]) -> str:
        aws = self._root
        api = str(aws.gateway("POST", "/restapis", {"name": name})["id"])
        ids = {item["path"]: item["id"] for item in aws.gateway_all(f"/restapis/{api}/resources")}
        for path, verbs in paths:
            parent, _, part = path.rpartition("/")
            ids[path] = aws.gateway("POST", f"/restapis/{api}/resources/{ids[parent or '/']}", {"pathPart": part})["id"]
            for verb in verbs:
                method = f"/restapis/{api}/resources/{ids[path]}/methods/{verb}"
                aws.gateway("PUT", method, {"authorizationType": authorization, "apiKeyRequired": key})
                aws.gateway("PUT", f"{method}/integration", {"type": "MOCK"})
        aws.gateway("POST", f"/restapis/{api}/deployments", {"stageName": STAGE})
        return api


def _marked(item: Dict[str, Any]) -> bool:
    return str(item.get("description", "")).startswith(f"apiaccess {CLUSTER}") or \
        item.get("tags", {}).get("apiaccess.dev/managed-by") == "apiaccess"


def _statement(effect: str, actions: List[str], resource: str) -> str:
    return json.dumps({"Version": "2012-10-17",
                       "Statement": [{"Effect": effect, "Action": actions, "Resource": resource}]})


def _document(file: str, **values: str) -> str:
    """A document of deploy/iam with its placeholders replaced, in the form in which it is sent."""
    content = (_POLICIES / file).read_text(encoding="utf-8")
    for name, value in {"ACCOUNT_ID": ACCOUNT, "CLUSTER_ID": CLUSTER, **values}.items():
        content = content.replace(name, value)
    return json.dumps(json.loads(content), separators=(",", ":"))
