# SPDX-License-Identifier: Apache-2.0
"""Chapter five: an API that is open to everybody is closed for all but what its owner says, without a refused call of
who was declared, and stays closed."""
from __future__ import annotations

import json
import threading
from typing import Any, Dict, List

from demoparts import access, curl, watching
from demoparts.account import REGION, STAGE, Account
from demoparts.asking import Explanations
from demoparts.stage import NAMESPACE, Stage
from demoparts.telling import Telling

MANIFEST = "demo/protection.yaml"
_WITHIN = 90.0
_OPEN = (("GET", "/health"), ("POST", "/hooks"), ("GET", "/items"))


def tell(stage: Stage, tell: Telling, why: Explanations) -> None:
    tell.chapter(5, "An API that is open to everybody becomes one that asks who calls, and stays so")
    account = stage.account
    before = [curl.call(verb, account.url("web", path)).status for verb, path in _OPEN]
    tell.check("before: anybody may call everything, unsigned", before == [200, 200, 200], [str(before)])
    _logs(account)
    with _Calls(account) as declared:
        tell.command(f"kubectl apply -f {MANIFEST}")
        stage.kubectl("apply", "-f", MANIFEST)
        for kind, name in (("apiprotections", "web"), ("apiaccesspolicies", "web-reads-items"), ("apikeygrants", "partner")):
            tell.wait(f"{name} is ready", lambda: _ready(stage, kind, name), _WITHIN,
                      lambda: [json.dumps(watching.find(stage, kind, "web", name).get("status", {}))[:1500]])
    tell.check(f"of {declared.made} calls of who is declared, none was refused on the way",
               declared.made > 0 and not declared.refused, declared.refused)
    tell.table(stage.kubectl("get", "apiprotections", "-n", "web"))
    _enforced(stage, tell, why)
    _back(stage, tell)
    _kept(stage, tell)
    _left(stage, tell)


def _enforced(stage: Stage, tell: Telling, why: Explanations) -> None:
    account = stage.account
    key = access.value(stage, "web", "partner-key")
    signed = curl.call("GET", account.url("web", "/items"), REGION, account.web)
    tell.check("GET /items signed by who is declared: 200", signed.status == 200, [str(signed)])
    unsigned = curl.call("GET", account.url("web", "/items"))
    tell.check("GET /items unsigned: 403", unsigned.status == 403, [str(unsigned)])
    why.explain(stage, tell, "calls without a signature are refused")
    health = curl.call("GET", account.url("web", "/health"))
    tell.check("GET /health is open on purpose: 200", health.status == 200, [str(health)])
    hook = curl.call("POST", account.url("web", "/hooks"), key=key)
    tell.check("POST /hooks with the partner's key: 200", hook.status == 200, [str(hook)])
    keyless = curl.call("POST", account.url("web", "/hooks"))
    tell.check("POST /hooks without a key: 403", keyless.status == 403, [str(keyless)])
    why.explain(stage, tell, "the method needs an API key, which is not given")
    fenced = curl.call("GET", account.url("web", "/health"), address="198.51.100.7")
    tell.check("GET /health from an address that the fence names: 403", fenced.status == 403, [str(fenced)])
    why.explain(stage, tell, "resource policy", "--from", "198.51.100.7")
    shown = account.bob.gateway("GET", f"/restapis/{account.apis['web']}/stages/{STAGE}")
    limits = shown.get("methodSettings", {}).get("*/*", {})
    tell.check("the stage limits each method to 100 a second and logs each call",
               limits.get("throttlingRateLimit") == 100 and "log-group:web" in json.dumps(shown.get("accessLogSettings", {})),
               [json.dumps(shown)[:400]])
    parts = {part["name"]: part.get("state") for part in _object(stage)["status"]["parts"]}
    tell.check("an alarm tells of more than 50 refusals in five minutes", parts.get("alarm/refusals") == "InForce", [str(parts)])


def _back(stage: Stage, tell: Telling) -> None:
    account = stage.account
    health, before, who = account.url("web", "/health"), _served(account), "198.51.100.200"

    def answered() -> int:
        return curl.call("GET", health, address=who).status

    tell.wait("what the deployment has is noted",
              lambda: any(before in (one.get("data") or {}) for one in
                          stage.objects("secrets", "-n", NAMESPACE, "-l", "apiaccess.dev/exports")) or None, _WITHIN)
    tell.note("the owner makes the fence smaller by mistake: 198.51.100.0/25")
    _fence(stage, "198.51.100.0/25")
    tell.wait(f"GET /health from {who}: 200", lambda: answered() == 200 or None, _WITHIN, lambda: _told(stage))
    tell.command(f"kubectl annotate aprot web -n web apiaccess.dev/rollback={before}")
    stage.kubectl("annotate", "aprot", "web", "-n", "web", f"apiaccess.dev/rollback={before}")
    tell.wait("rolled back: the stage serves the deployment of before",
              lambda: (_served(account) == before and _object(stage)["status"].get("rolledBack") == before) or None, _WITHIN,
              lambda: _told(stage))
    status = answered()
    tell.check(f"rolled back to the deployment of before: GET /health from {who}: 403", status == 403, [str(status)])
    _fence(stage, "198.51.100.0/24")
    stage.kubectl("annotate", "aprot", "web", "-n", "web", "apiaccess.dev/rollback-")
    tell.wait("the fence is as it was and the annotation gone, and it is ready",
              lambda: _ready(stage, "apiprotections", "web") if "rolledBack" not in _object(stage)["status"] else None, _WITHIN,
              lambda: _told(stage))


def _kept(stage: Stage, tell: Telling) -> None:
    account = stage.account
    tell.note("bob opens /items again by hand")
    _authorize(account, "/items", "ANY", "NONE")
    tell.wait("it is told: MethodOpened", lambda: _reason(stage) == "MethodOpened" or None, _WITHIN,
              lambda: [json.dumps(_object(stage).get("status", {}))[:800]])
    tell.check("with driftPolicy absent it is told, not touched", _authorization(account, "/items", "ANY") == "NONE")
    tell.command("kubectl patch aprot web -n web --type=merge -p '{\"spec\":{\"driftPolicy\":\"Correct\"}}'")
    stage.kubectl("patch", "aprot", "web", "-n", "web", "--type=merge", "-p", '{"spec":{"driftPolicy":"Correct"}}')
    tell.wait("it is closed again", lambda: _ready(stage, "apiprotections", "web"), _WITHIN,
              lambda: [json.dumps(_object(stage).get("status", {}))[:800]])
    tell.check("with driftPolicy Correct it is closed again", _authorization(account, "/items", "ANY") == "AWS_IAM")


def _left(stage: Stage, tell: Telling) -> None:
    account = stage.account
    tell.command("kubectl delete aprot web -n web")
    stage.kubectl("delete", "aprot", "web", "-n", "web", "--wait=true", "--timeout=60s")
    answer = curl.call("GET", account.url("web", "/items"))
    tell.check("after the deletion nothing is open that was closed: GET /items unsigned is 403",
               answer.status == 403, [str(answer)])
    stage.kubectl("delete", "-f", MANIFEST, "--ignore-not-found", "--wait=true", "--timeout=90s")


class _Calls:
    """Calls of who is declared, one after the other while the API changes."""

    def __init__(self, account: Account) -> None:
        self.made, self.refused = 0, []  # type: int, List[str]
        self._account, self._over = account, threading.Event()
        self._thread = threading.Thread(target=self._call, daemon=True)

    def __enter__(self) -> "_Calls":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(timeout=30)

    def _call(self) -> None:
        while not self._over.is_set():
            answer = curl.call("GET", self._account.url("web", "/items"), REGION, self._account.web)
            self.made += 1
            if answer.status != 200:
                self.refused.append(str(answer))
            self._over.wait(0.05)


def _ready(stage: Stage, kind: str, name: str) -> "bool | None":
    return watching.ready(watching.find(stage, kind, "web", name)) or None


def _object(stage: Stage) -> Dict[str, Any]:
    return watching.find(stage, "apiprotections", "web", "web")


def _told(stage: Stage) -> List[str]:
    return [json.dumps(_object(stage).get("status", {}))[:1500]]


def _fence(stage: Stage, addresses: str) -> None:
    patch = [{"op": "replace", "path": "/spec/fences/0/notFrom/sourceIps", "value": [addresses]}]
    stage.kubectl("patch", "aprot", "web", "-n", "web", "--type=json", "-p", json.dumps(patch))


def _served(account: Account) -> str:
    return str(account.bob.gateway("GET", f"/restapis/{account.apis['web']}/stages/{STAGE}")["deploymentId"])


def _reason(stage: Stage) -> str:
    return str(watching.condition(_object(stage), "Ready").get("reason", ""))


def _resource(account: Account, path: str) -> str:
    api = account.apis["web"]
    return next(item["id"] for item in account.bob.gateway_all(f"/restapis/{api}/resources") if item["path"] == path)


def _authorize(account: Account, path: str, verb: str, authorization: str) -> None:
    method = f"/restapis/{account.apis['web']}/resources/{_resource(account, path)}/methods/{verb}"
    account.bob.gateway_patch(method, authorizationType=authorization)


def _authorization(account: Account, path: str, verb: str) -> str:
    method = f"/restapis/{account.apis['web']}/resources/{_resource(account, path)}/methods/{verb}"
    return str(account.bob.gateway("GET", method)["authorizationType"])


def _logs(account: Account) -> None:
    """The account's role for logs, without which API Gateway writes none."""
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                     "Principal": {"Service": "apigateway.amazonaws.com"}}]}
    account.bob.iam("CreateRole", RoleName="gateway-logs", AssumeRolePolicyDocument=json.dumps(trust))
    account.bob.gateway_patch("/account", cloudwatchRoleArn="arn:aws:iam::111122223333:role/gateway-logs")
