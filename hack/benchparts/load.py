# SPDX-License-Identifier: Apache-2.0
"""What the operator gets to do: N triples of a policy with one attachment and a key in a shared plan, and their account."""
from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List, NamedTuple, Tuple

import awswire
from demoparts.account import ACCOUNT, OPERATOR_ROLE, REGION, STAGE, Account, role_arn

GROUP = "/apis/apiaccess.dev/v1alpha1"
POLICIES, GRANTS, LIMITS = "apiaccesspolicies", "apikeygrants", "apiratelimits"
_PER_NAMESPACE, _PER_LIMIT, _OWNERS = 25, 100, "plans"
_THREADS = 8
# An object of another namespace than the first ones.
OTHER = _PER_NAMESPACE


class Key(NamedTuple):
    """An object of the load."""

    plural: str
    namespace: str
    name: str

    @property
    def path(self) -> str:
        return f"{GROUP}/namespaces/{self.namespace}/{self.plural}/{self.name}"


def namespace(index: int) -> str:
    return f"team-{index // _PER_NAMESPACE:04d}"


def policy_key(index: int) -> Key:
    return Key(POLICIES, namespace(index), f"p-{index:05d}")


def grant_key(index: int) -> Key:
    return Key(GRANTS, namespace(index), f"g-{index:05d}")


def limit_key(index: int) -> Key:
    return Key(LIMITS, _OWNERS, f"tier-{index // _PER_LIMIT:03d}")


def namespaces(count: int) -> List[Dict[str, Any]]:
    names = [(_OWNERS, "plans"), *((name, "apps") for name in sorted({namespace(one) for one in range(count)}))]
    return [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"bench": label}}}
            for name, label in names]


def connection() -> Dict[str, Any]:
    api = {"restApiName": "orders", "stages": [STAGE]}, {"restApiName": "quotes", "stages": [STAGE]}
    tenants = [{"name": label, "namespaces": {"matchLabels": {"bench": label}}, "apis": list(api),
                "principals": ["role/apps/*"], "may": may, "limits": {"rate": {"requests": 1000, "per": "1s"}}}
               for label, may in (("plans", ["RateLimit"]), ("apps", ["Grant", "Key"]))]
    return _object("AwsConnection", None, "bench", {
        "accountId": ACCOUNT, "regions": [REGION], "assumeRole": {"arn": role_arn(OPERATOR_ROLE)}, "tenants": tenants})


def limits(count: int) -> List[Tuple[Key, Dict[str, Any]]]:
    """The shared plans."""
    keys = sorted({limit_key(index) for index in range(count)})
    return [(key, _object("ApiRateLimit", key.namespace, key.name, {
        "apis": [{"name": "quotes", "restApiName": "quotes", "stage": STAGE}],
        "rate": {"requests": 50, "per": "1s"}, "burst": 100,
        "consumers": {"matchLabels": {"bench": "apps"}}})) for key in keys]


def triple(index: int) -> List[Tuple[Key, Dict[str, Any]]]:
    """A policy and a grant."""
    policy, grant, limit = policy_key(index), grant_key(index), limit_key(index)
    return [
        (policy, _object("ApiAccessPolicy", policy.namespace, policy.name, {
            "api": {"restApiName": "orders", "stages": [STAGE]},
            "rules": [{"name": "read", "principals": [f"role/apps/{role(index)}"], "methods": ["GET"],
                       "paths": ["/orders"]}]})),
        (grant, _object("ApiKeyGrant", grant.namespace, grant.name, {
            "rateLimits": [{"name": limit.name, "namespace": limit.namespace}],
            "secret": {"name": f"key-{index:05d}"}}))]


def grant(index: int) -> List[Tuple[Key, Dict[str, Any]]]:
    """A grant alone."""
    return [triple(index)[1]]


def edited(index: int) -> List[Tuple[Key, Dict[str, Any]]]:
    """Merge patches: another path, a key that is switched off."""
    rules = triple(index)[0][1]["spec"]["rules"]
    rules[0]["paths"] = ["/orders", "/orders/{id}"]
    return [(policy_key(index), {"spec": {"rules": rules}}), (grant_key(index), {"spec": {"state": "Disabled"}})]


def role(index: int) -> str:
    return f"bench-{index:05d}"


def _object(kind: str, space: "str | None", name: str, spec: Dict[str, Any]) -> Dict[str, Any]:
    metadata = {"name": name, **({"namespace": space} if space else {})}
    return {"apiVersion": "apiaccess.dev/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


class Filled(Account):
    """The account of the demo with a role for every triple; AWS's limits begin when it is filled."""

    def __init__(self, endpoint: str, count: int) -> None:
        self._limits(endpoint, False)
        super().__init__(endpoint)
        trust = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}]})
        with ThreadPoolExecutor(_THREADS) as threads:
            list(threads.map(lambda index: self._role(role(index), "/apps/", trust), range(count)))
        self._limits(endpoint, True)

    @staticmethod
    def _limits(endpoint: str, on: bool) -> None:
        status, answer = awswire.http("PUT", f"{endpoint}/_admin/settings", json.dumps({"limits": on}).encode())
        if status != 200:
            raise awswire.AwsFailure(status, "admin", answer.decode(errors="replace"))

    def fetch_calls(self, since: int) -> List[Dict[str, Any]]:
        """The calls in this account after a number, oldest first."""
        _, answer = awswire.http("GET", f"{self.endpoint}/_admin/calls?account={ACCOUNT}&since={since}")
        return list(json.loads(answer))


