# SPDX-License-Identifier: Apache-2.0
"""How long decisions about access take in one thread: `DecisionBench`, which runs JMH, beside a loop that asks for each cell; and what the
documents of named principals take of the operator's memory: `HeldBench`."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import maven
from benchparts.report import Bar
from console import Failure, say

MOST_DECISION_MICROS, MOST_MILLION_MILLIS, MOST_CHANGE_MILLIS, MOST_WHO_MILLIS = 5.0, 1000.0, 50.0, 200.0
MOST_HELD_MIB = 40.0
_CELLS, _ASKED = 1_000_000, 1_000


def measure(directory: Path) -> Dict[str, Any]:
    """Runs it and returns microseconds a decision, milliseconds of a million cells, of one changed policy and of who-can, and how often a loop is slower."""
    code = maven.run(["-q", "test", "-Djacoco.skip=true", "-Dtest=DecisionBench,HeldBench", "-Dsurefire.failIfNoSpecifiedTests=false"], "bench")
    if code != 0:
        raise Failure("the benchmark of decisions failed", "its output is above")
    found = of(json.loads((directory / "decisions.json").read_text(encoding="utf-8")),
               json.loads((directory / "held.json").read_text(encoding="utf-8")))
    say("bench", f"decisions: {found['decisionMicros']} us each; a million cells {found['millionMillis']} ms, {found['ratio']} times as fast as "
                 f"asking for each; one policy changed {found['changeMillis']} ms; who-can of 10,000 {found['whoMillis']} ms; "
                 f"documents of 10,000 principals {found['heldMib']} MiB")
    return found


def of(results: List[Dict[str, Any]], held: Dict[str, Any]) -> Dict[str, Any]:
    """What JMH's results say, and those of memory."""
    scores = {one["benchmark"].rpartition(".")[2]: float(one["primaryMetric"]["score"]) for one in results}
    return {"decisionMicros": round(scores["decision"], 2), "millionMillis": round(scores["millionCells"], 1),
            "changeMillis": round(scores["changedPolicy"], 3), "whoMillis": round(scores["whoCan"], 1), "heldMib": held["mib"],
            "ratio": round(scores["thousandCellsOneByOne"] * _CELLS / _ASKED / scores["millionCells"])}


def bars(found: Dict[str, Any]) -> List[Bar]:
    """What has to hold on a machine that does nothing else."""
    return [
        Bar(f"a decision under 20 statements takes at most {MOST_DECISION_MICROS:.0f} us", f"{found['decisionMicros']} us",
            found["decisionMicros"] <= MOST_DECISION_MICROS),
        Bar(f"a million cells take at most {MOST_MILLION_MILLIS / 1000:.0f} s", f"{found['millionMillis']} ms",
            found["millionMillis"] <= MOST_MILLION_MILLIS),
        Bar(f"the cells of one changed policy take at most {MOST_CHANGE_MILLIS:.0f} ms", f"{found['changeMillis']} ms",
            found["changeMillis"] <= MOST_CHANGE_MILLIS),
        Bar(f"who-can of 10,000 principals takes at most {MOST_WHO_MILLIS:.0f} ms", f"{found['whoMillis']} ms",
            found["whoMillis"] <= MOST_WHO_MILLIS),
        Bar(f"the documents of 10,000 named principals take at most {MOST_HELD_MIB:.0f} MiB", f"{found['heldMib']} MiB",
            found["heldMib"] <= MOST_HELD_MIB)]


def markdown(found: Dict[str, Any]) -> str:
    """The table for the report."""
    return ("\n\n| a decision, us | a million cells, ms | times as fast as asking for each | one policy changed, ms | who-can of 10,000, ms | documents of 10,000, MiB |\n"
            "|---:|---:|---:|---:|---:|---:|\n"
            f"| {found['decisionMicros']} | {found['millionMillis']} | {found['ratio']} | {found['changeMillis']} | {found['whoMillis']} | {found['heldMib']} |\n")
