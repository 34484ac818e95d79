# SPDX-License-Identifier: Apache-2.0
"""How long one question takes that is asked of the account file of a large account: the process, start of Java included."""
from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any, Dict, List

import maven
from benchparts import accounts
from benchparts.report import Bar
from console import Failure, say

MOST_SECONDS = 1.0
_ROOT = Path(__file__).resolve().parent.parent.parent
_COMMAND, _APPLICATION = _ROOT / "bin" / "apiaccess", _ROOT / "target" / "quarkus-app" / "quarkus-run.jar"
_PRINCIPALS, _METHODS, _OWN_STATEMENTS, _RUNS = 2000, 400, 40, 5


def measure(directory: Path) -> Dict[str, Any]:
    """Asks the built command and returns the median of seconds, also of --help alone, and the bytes of the file."""
    if not _APPLICATION.exists() and maven.run(["-q", "package", "-DskipTests"], "bench") != 0:
        raise Failure("the application could not be built", "its output is above")
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "account.json"
    account = accounts.account(_PRINCIPALS, _METHODS, _OWN_STATEMENTS)
    file.write_text(json.dumps(account, indent=1), encoding="utf-8")
    api = account["apis"][0]
    method = api["stages"][0]["methods"][0]
    asked = ["can-i", account["identities"][7]["name"], method["verb"], method["path"], "--api", api["id"], "--account-file", str(file)]
    found = {"seconds": _median(asked, (0, 1, 3)), "helpSeconds": _median(["--help"], (0,)), "bytes": file.stat().st_size}
    say("bench", f"can-i from a file of {_PRINCIPALS} principals, {found['bytes'] / 1e6:.1f} MB: {found['seconds']} s; --help {found['helpSeconds']} s")
    return found


def _median(arguments: List[str], codes: "tuple[int, ...]") -> float:
    took = []
    for _ in range(_RUNS):
        started = time.monotonic()
        done = subprocess.run([str(_COMMAND), *arguments], capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})
        took.append(time.monotonic() - started)
        if done.returncode not in codes:
            raise Failure(f"apiaccess {arguments[0]} ended with exit code {done.returncode}", "see its output", done.stderr.splitlines()[-5:])
    return round(statistics.median(took), 2)


def bars(found: Dict[str, Any]) -> List[Bar]:
    """What has to hold."""
    return [Bar(f"can-i from a file of {_PRINCIPALS} principals takes at most {MOST_SECONDS:.1f} s", f"{found['seconds']} s",
                found["seconds"] <= MOST_SECONDS),
            Bar(f"--help takes at most {MOST_SECONDS:.1f} s", f"{found['helpSeconds']} s", found["helpSeconds"] <= MOST_SECONDS)]
