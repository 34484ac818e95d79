# SPDX-License-Identifier: Apache-2.0
"""What AWS's limits force: the least time in which calls can be made, whoever makes them."""
from __future__ import annotations

from typing import Dict, Mapping, NamedTuple

_KEYS_A_PAGE, _KEYS_AN_IMPORT = 500, 250

# Calls that every object costs, whatever the operator does: one policy with one attachment, one key in one plan. Keys that
# are created together are imported, and each is tagged.
NEEDED: Dict[str, Dict[str, Dict[str, int]]] = {
    "create": {"iam": {"CreatePolicy": 1, "AttachRolePolicy": 1}, "apigateway": {"TagResource": 1}},
    "edit": {"iam": {"CreatePolicyVersion": 1}, "apigateway": {"UpdateApiKey": 1}},
    # After an edit a policy has two versions, and it goes with its last one only.
    "delete": {"iam": {"DetachRolePolicy": 1, "DeletePolicyVersion": 1, "DeletePolicy": 1},
               "apigateway": {"DeleteApiKey": 1}},
}


class Rate(NamedTuple):
    """A token bucket: calls a second in the long run, calls at once."""

    per_second: float
    burst: float

    def seconds(self, calls: float) -> float:
        """The least time in which so many calls pass, from a full bucket."""
        return max(0.0, (calls - self.burst) / self.per_second)


def _gateway(share: float) -> Dict[str, Rate]:
    # The share concerns the total, which others use too; limits of single operations are AWS's own.
    return {"": Rate(10 * share, 40 * share), "CreateApiKey": Rate(5, 5), "DeleteApiKey": Rate(5, 5),
            "CreateDeployment": Rate(1 / 5, 1), "GetResources": Rate(5 / 2, 5)}


def _iam(share: float) -> Dict[str, Rate]:
    # IAM publishes no limits. These are the operator's; all calls that an object needs are writes.
    return {"": Rate(10 * share, 20 * share)}


def floor(calls: Mapping[str, Mapping[str, int]], percent: int = 50, divisor: float = 1) -> float:
    """Seconds that the calls take at least, by service and operation; services go side by side."""
    share = percent / 100
    slowest = 0.0
    for service, operations in calls.items():
        rates = _iam(share) if service == "iam" else _gateway(share)
        total = sum(operations.values())
        for name, rate in rates.items():
            faster = Rate(rate.per_second * divisor, rate.burst)
            slowest = max(slowest, faster.seconds(operations.get(name, 0) if name else total))
    return slowest


def of_phase(phase: str, objects: int, percent: int = 50, divisor: float = 1) -> float:
    """The floor of a phase for that many triples."""
    needed = {service: {name: number * objects for name, number in operations.items()}
              for service, operations in NEEDED[phase].items()}
    return floor(needed, percent, divisor)


def of_issue(grants: int, percent: int = 50, divisor: float = 1) -> float:
    """Seconds until AWS can hold the keys of that many grants with one plan each: imports, the pages that tell which is whose,
    and a call for the tags of each."""
    pages, imports = -(-grants // _KEYS_A_PAGE), -(-grants // _KEYS_AN_IMPORT)
    calls = {"ImportApiKeys": imports, "GetApiKeys": pages * imports, "TagResource": grants}
    return floor({"apigateway": calls}, percent, divisor)


def of_creating(grants: int, percent: int = 50, divisor: float = 1) -> float:
    """The same when each is created and put into its plan by itself."""
    return floor({"apigateway": {"CreateApiKey": grants, "CreateUsagePlanKey": grants}}, percent, divisor)
