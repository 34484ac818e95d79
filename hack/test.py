# SPDX-License-Identifier: Apache-2.0
"""Everything that must pass, with one summary at the end; what `make test` runs.

Binaries, Python environment, Maven's verify with unit and integration tests, the tests of the scripts. With STRICT=1
in the environment a skipped test is a failure.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import List, NamedTuple, Optional

import jdk
import kit
import maven
import previous
import reports
import tools
from console import duration, run_main, say
from reports import Suite

HACK = Path(__file__).resolve().parent
TARGET = HACK.parent / "target"
UNIT, INTEGRATION, SCRIPTS = (TARGET / name for name in ("surefire-reports", "failsafe-reports", "python-reports"))
# The tests of the scripts; a directory that is not there has no tests yet.
SCRIPT_TESTS = (HACK / "tests", HACK.parent / "demo" / "tests")


def _script(name: str) -> "subprocess.CompletedProcess[str]":
    """Runs a script of this directory, its progress live, its result captured."""
    return subprocess.run([sys.executable, str(HACK / name)], stdout=subprocess.PIPE, text=True, check=False)


class Ready(NamedTuple):
    """What the tests run with, each None when it could not be had; and what failed on the way."""

    kit: Optional[str]
    tools: Optional[str]
    python: Optional[str]
    troubles: List[Suite]
    previous: Optional[str] = None


def _prepare() -> Ready:
    troubles: List[Suite] = []
    if kit.missing(kit.where()) or tools.missing(tools.where()):
        # Building them takes minutes of which many wait for the network: Maven compiles meanwhile.
        results: List["subprocess.CompletedProcess[str]"] = []
        builder = threading.Thread(target=lambda: results.extend(map(_script, ("kit.py", "tools.py"))), name="kit")
        builder.start()
        if maven.run(["package", "-DskipTests"]) != 0:
            troubles.append(Suite.failed("maven package", "see Maven's errors above"))
        builder.join()
    else:
        results = [_script("kit.py"), _script("tools.py")]
    results.append(_script("pyenv.py"))
    told = (("kit", "the control plane's binaries could not be had"), ("tools", "Helm and the other tools could not be had"),
            ("python environment", "moto and botocore could not be installed"))
    troubles += [Suite.failed(name, f"{what}: see above")
                 for result, (name, what) in zip(results, told) if result.returncode != 0]
    binaries, helpers, python = (result.stdout.strip() or None for result in results)
    before = _script("previous.py")
    if before.returncode not in (0, previous.NO_HISTORY):
        troubles.append(Suite.failed("version before", "its operator could not be built: see above"))
    return Ready(binaries, helpers, python, troubles, before.stdout.strip() or None)


def _verify(ready: Ready) -> List[Suite]:
    """Runs Maven's verify; the suites of its reports, and a failed one when Maven failed for another reason."""
    properties = [f"-Dapiaccess.python={ready.python}"] if ready.python else []
    properties += [f"-Dapiaccess.tools={ready.tools}"] if ready.tools else []
    properties += ["-DskipITs=false", f"-Dapiaccess.kit={ready.kit}"] if ready.kit else []
    # Without the history there is nothing to build it from; hack/previous.py says so. It is left out, not skipped.
    properties += [f"-Dapiaccess.previous={ready.previous}"] if ready.previous else ["-Dit.test=*IT,!PreviousIT"]
    code = maven.run(["verify", *properties])
    unit = reports.read(UNIT, lambda owner: f"unit {owner.rpartition('.')[0]}")
    integration = reports.read(INTEGRATION, lambda owner: f"integration {owner.partition('$')[0].rpartition('.')[2]}")
    suites = unit + integration
    failed_before = "the build or the unit tests failed" if code else ""
    if not unit:
        suites.append(Suite.skipped("unit", failed_before or "there are none"))
    if not integration:
        reason = failed_before or "there are none"
        suites.append(Suite.skipped("integration", reason if ready.kit else "no binaries"))
    if code and not any(suite.failures for suite in suites):
        suites.append(Suite.failed("maven verify", f"exit code {code}: see Maven's errors above"))
    return suites


def _scripts(ready: Ready) -> List[Suite]:
    directories = [str(directory) for directory in SCRIPT_TESTS if directory.is_dir()]
    environment = {**os.environ, **({"APIACCESS_KIT": ready.kit} if ready.kit else {}),
                   **({"APIACCESS_TOOLS": ready.tools} if ready.tools else {})}
    command = [ready.python or sys.executable, str(HACK / "pytests.py"), "--report", str(SCRIPTS), *directories]
    say("test", "testing the scripts")
    code = subprocess.run(command, env=environment, check=False).returncode
    suites = reports.read(SCRIPTS, lambda owner: f"scripts {owner.rpartition('.')[0]}")
    if code and not any(suite.failures for suite in suites):
        suites.append(Suite.failed("scripts", f"the test run ended with exit code {code}"))
    return suites


def main() -> int:
    started = time.monotonic()
    jdk.find()
    maven.maven()
    for stale in (UNIT, INTEGRATION, SCRIPTS):
        shutil.rmtree(stale, ignore_errors=True)
    ready = _prepare()
    suites = list(ready.troubles)
    if any(suite.name == "maven package" for suite in suites):
        suites.append(Suite.skipped("java tests", "the project does not build"))
    else:
        suites += _verify(ready)
    suites += _scripts(ready)
    table, good = reports.summary(suites, os.environ.get("STRICT", "") not in ("", "0"))
    say("test", f"took {duration(time.monotonic() - started)}")
    print(table, flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    run_main("test", main)
