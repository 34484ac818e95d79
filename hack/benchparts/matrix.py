# SPDX-License-Identifier: Apache-2.0
"""How long the command line takes for the page of a large account, and how large that is; what browsers make of it is in hack/tests/test_page.py."""
from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any, Dict, List

import maven
from benchparts import accounts
from benchparts.report import Bar
from console import Failure, say

MOST_SECONDS, MOST_BYTES = 10.0, 2 * 1024 * 1024
_ROOT = Path(__file__).resolve().parent.parent.parent
_COMMAND, _APPLICATION = _ROOT / "bin" / "apiaccess", _ROOT / "target" / "quarkus-app" / "quarkus-run.jar"
_PRINCIPALS, _METHODS = 500, 2000


def measure(directory: Path) -> Dict[str, Any]:
    """Makes the page with the built command and returns seconds, start of Java included, and bytes."""
    if not _APPLICATION.exists() and maven.run(["-q", "package", "-DskipTests"], "bench") != 0:
        raise Failure("the application could not be built", "its output is above")
    account, page = directory / "account.json", directory / "page.html"
    directory.mkdir(parents=True, exist_ok=True)
    account.write_text(json.dumps(accounts.account(_PRINCIPALS, _METHODS)), encoding="utf-8")
    started = time.monotonic()
    done = subprocess.run([str(_COMMAND), "matrix", "-o", "html", "--account-file", str(account), "--out", str(page)],
                          capture_output=True, text=True, check=False)
    took = time.monotonic() - started
    if done.returncode not in (0, 3):
        raise Failure(f"apiaccess matrix ended with exit code {done.returncode}", "see its output", done.stderr.splitlines()[-5:])
    found = {"seconds": round(took, 2), "bytes": page.stat().st_size}
    say("bench", f"page of {_PRINCIPALS} principals by {_METHODS} methods: {found['seconds']} s, {found['bytes']} bytes")
    return found


def bars(found: Dict[str, Any]) -> List[Bar]:
    """What has to hold."""
    return [Bar(f"the page of {_PRINCIPALS} principals by {_METHODS} methods is made within {MOST_SECONDS:.0f} s", f"{found['seconds']} s",
                found["seconds"] <= MOST_SECONDS),
            Bar(f"it is at most {MOST_BYTES} bytes", f"{found['bytes']} bytes", found["bytes"] <= MOST_BYTES)]
