# SPDX-License-Identifier: Apache-2.0
"""`apiaccess` beside the story: why each call was refused, and the page of who can call what."""
from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Set, Tuple

import kubeclient
from demoparts import build
from demoparts.account import REGION, STAGE
from demoparts.stage import Stage
from demoparts.telling import Telling

_TARGET = re.compile(rf"([A-Z]+) /_api/([^/]+)/{STAGE}(/\S*)$")
ACCOUNT_FILE, PAGE = "account.json", "access.html"
# What the test of the page opens: an account as the demo leaves it behind.
KEPT = Path(__file__).resolve().parents[2] / "src" / "test" / "resources" / "accounts" / "demo.json"


class Refused(NamedTuple):
    """A call that the data plane answered with 403: who (an ARN, or `anonymous`), the verb, the id of the API, the path."""

    who: str
    verb: str
    api: str
    path: str


def refused(calls: List[Dict[str, Any]]) -> List[Refused]:
    """Those among recorded calls, oldest first."""
    found = []
    for call in calls:
        target = _TARGET.match(call["target"]) if call["service"] == "execute-api" and call["status"] == 403 else None
        if target is not None:
            found.append(Refused(call["principal"], *target.groups()))
    return found


def run(stage: Stage, *arguments: str) -> Tuple[int, str]:
    """The exit code and all that the command says, asking AWS as bob, who may read IAM."""
    account = stage.account
    signer = account.bob.credentials
    environment = {**kubeclient.environment(), "AWS_ENDPOINT_URL": account.endpoint, "AWS_REGION": REGION,
                   "AWS_ACCESS_KEY_ID": signer.access_key, "AWS_SECRET_ACCESS_KEY": signer.secret_key}
    done = subprocess.run([str(build.java()), "-jar", str(stage.setup.version.application), *arguments],
                          capture_output=True, text=True, timeout=60, check=False, env=environment)
    return done.returncode, done.stdout + done.stderr


class Explanations:
    """Which refused calls `apiaccess explain` was asked about, so that in the end none is left out."""

    def __init__(self) -> None:
        self._done: Set[Refused] = set()

    def explain(self, stage: Stage, tell: Telling, says: str, *more: str) -> None:
        """Asks about the latest refused call; `more` are arguments that say more of it."""
        call = refused(stage.account.calls())[-1]
        command = ["explain", call.who, call.verb, call.path, "--api", call.api, *more]
        tell.command("apiaccess " + " ".join(command))
        code, shown = run(stage, *command)
        self._done.add(call)
        tell.check(f"it says: {says}", code in (1, 3) and says in " ".join(shown.split()), shown.splitlines())

    def missing(self, calls: List[Dict[str, Any]]) -> List[Refused]:
        """Refused calls of which none was explained that has the same caller, verb and path."""
        return sorted(set(refused(calls)) - self._done)

    def all_told(self, stage: Stage, tell: Telling) -> None:
        """Every 403 of the story has been explained, by the record of the data plane."""
        calls = stage.account.calls()
        kinds = set(refused(calls))
        missing = self.missing(calls)
        tell.check(f"refused calls in all: {len(refused(calls))} of {len(kinds)} sorts; not explained: {len(missing)}",
                   len(kinds) > 0 and not missing, [str(one) for one in missing])


def shape(account: Dict[str, Any]) -> Dict[str, Any]:
    """Who and what is in an account file, without what each run has of its own: ids, and what is in documents."""
    return {"identities": sorted(one["name"] for one in account["identities"]),
            "methods": sorted(f"{api['name']} {stage['name']} {method['verb']} {method['path']} {method['authorization']}"
                              for api in account["apis"] for stage in api["stages"] for method in stage.get("methods", []))}


def page(stage: Stage, tell: Telling) -> Path:
    """Collects the account and writes the page of its matrix. hack/tests/test_page.py opens the page of an account like it in a browser."""
    account, written = stage.directory / ACCOUNT_FILE, stage.directory / PAGE
    tell.command(f"apiaccess collect --out {account.name}", "asks AWS as bob")
    code, shown = run(stage, "collect", "--out", str(account))
    tell.check("all of the account is read", code == 0, shown.splitlines())
    there, kept = (shape(json.loads(one.read_text(encoding="utf-8"))) if one.is_file() else {} for one in (account, KEPT))
    tell.check("the page that a browser tests is of such an account", there == kept,
               [f"copy {account} to {KEPT.name} among the test's accounts when it is right", f"there: {there}", f"kept:  {kept}"])
    tell.command(f"apiaccess matrix -o html --account-file {account.name} --out {written.name}")
    code, shown = run(stage, "matrix", "-o", "html", "--account-file", str(account), "--out", str(written))
    tell.check(f"who can call what is in target/demo/{written.name}",
               code in (0, 3) and written.is_file() and "principals by" in shown, shown.splitlines())
    return written
