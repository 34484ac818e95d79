# SPDX-License-Identifier: Apache-2.0
"""Kills the operator and loses AWS's answers at every write that it makes; what `make campaign` runs.

The points come from a recorded run without trouble. Each is told on the way as N of M; target/campaign/report.md and
report.json list them all. Any point that does not end like the undisturbed run is a failure.
"""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List

import jdk
import maven
import reports
from console import Failure, duration, run_main, say
from reports import Suite

HACK = Path(__file__).resolve().parent
TARGET = HACK.parent / "target"
REPORTS, CAMPAIGN = TARGET / "failsafe-reports", TARGET / "campaign"
SUITES = ("Campaign", "ReplicasIT")
# Measured: 19 minutes on two cores that were busy with other things too.
ESTIMATE = "10 to 20 minutes"
# The lease that ships, and a leader that stands still for much longer than that.
LEASE_SECONDS, FROZEN_SECONDS = 15, 40


def _kit() -> str:
    """The directory of the control plane's binaries."""
    kit = subprocess.run([sys.executable, str(HACK / "kit.py")], stdout=subprocess.PIPE, text=True, check=False)
    if kit.returncode != 0:
        raise Failure("the control plane's binaries could not be had", "see above; `make kit` builds them alone")
    return kit.stdout.strip()


def _told() -> "tuple[str, bool]":
    """One line about the points of the report, and whether every point was reached and good."""
    file = CAMPAIGN / "report.json"
    if not file.is_file():
        return "there is no report: the undisturbed run did not come to its end", False
    report: Dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    results: List[Dict[str, object]] = report["results"]  # type: ignore[assignment]
    failed = sum(1 for result in results if not result["ok"])
    line = f"{len(results)} of {report['points']} points from {report['writes']} writes, {failed} failed: {file.with_suffix('.md')}"
    return line, bool(results) and len(results) == report["points"] and not failed


def main() -> int:
    started = time.monotonic()
    jdk.find()
    maven.maven()
    for stale in (REPORTS, CAMPAIGN):
        shutil.rmtree(stale, ignore_errors=True)
    binaries = _kit()
    say("campaign", f"takes {ESTIMATE} on two cores")
    code = maven.run(["-q", "verify", "-DskipITs=false", f"-Dapiaccess.kit={binaries}", "-Dtest=NoUnitTests",
                      "-Dsurefire.failIfNoSpecifiedTests=false", f"-Dit.test={','.join(SUITES)}",
                      f"-Dapiaccess.campaign.lease={LEASE_SECONDS}", f"-Dapiaccess.campaign.frozen={FROZEN_SECONDS}"])
    suites = reports.read(REPORTS, lambda owner: owner.rpartition(".")[2])
    if code and not any(suite.failures for suite in suites):
        suites.append(Suite.failed("maven verify", f"exit code {code}: see Maven's errors above"))
    line, complete = _told()
    table, good = reports.summary(suites, strict=True)
    say("campaign", f"took {duration(time.monotonic() - started)}")
    say("campaign", line)
    print(table, flush=True)
    return 0 if good and complete and not code else 1


if __name__ == "__main__":
    run_main("campaign", main)
