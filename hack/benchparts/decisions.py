# SPDX-License-Identifier: Apache-2.0
"""How long decisions about access take in one thread: `DecisionBench`, which runs JMH, beside a loop that asks for each cell."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import maven
from benchparts.report import Bar
from console import Failure, say

MOST_DECISION_MICROS, MOST_MILLION_MILLIS, MOST_CHANGE_MILLIS = 20.0, 1000.0, 50.0
_CELLS, _ASKED = 1_000_000, 1_000


def measure(directory: Path) -> Dict[str, Any]:
    """Runs it and returns microseconds a decision, milliseconds of a million cells, of one changed policy, and how often a loop is slower."""
    code = maven.run(["-q", "test", "-Djacoco.skip=true", "-Dtest=DecisionBench", "-Dsurefire.failIfNoSpecifiedTests=false"], "bench")
    if code != 0:
        raise Failure("the benchmark of decisions failed", "its output is above")
    found = of(json.loads((directory / "decisions.json").read_text(encoding="utf-8")))
    say("bench", f"decisions: {found['decisionMicros']} us each; a million cells {found['millionMillis']} ms, {found['ratio']} times as fast as "
                 f"asking for each; one policy changed {found['changeMillis']} ms")
    return found


def of(results: List[Dict[str, Any]]) -> Dict[str, Any]:
    """What JMH's results say."""
    scores = {one["benchmark"].rpartition(".")[2]: float(one["primaryMetric"]["score"]) for one in results}
    return {"decisionMicros": round(scores["decision"], 2), "millionMillis": round(scores["millionCells"], 1),
            "changeMillis": round(scores["changedPolicy"], 3),
            "ratio": round(scores["thousandCellsOneByOne"] * _CELLS / _ASKED / scores["millionCells"])}


def bars(found: Dict[str, Any]) -> List[Bar]:
    """What has to hold. The bar of one decision is not the goal, which is 5 us: it says when a decision has become slower."""
    return [
        Bar(f"a decision under 20 statements takes at most {MOST_DECISION_MICROS:.0f} us", f"{found['decisionMicros']} us",
            found["decisionMicros"] <= MOST_DECISION_MICROS),
        Bar(f"a million cells take at most {MOST_MILLION_MILLIS / 1000:.0f} s", f"{found['millionMillis']} ms",
            found["millionMillis"] <= MOST_MILLION_MILLIS),
        Bar(f"the cells of one changed policy take at most {MOST_CHANGE_MILLIS:.0f} ms", f"{found['changeMillis']} ms",
            found["changeMillis"] <= MOST_CHANGE_MILLIS)]


def markdown(found: Dict[str, Any]) -> str:
    """The table for the report."""
    return ("\n\n| a decision, us | a million cells, ms | times as fast as asking for each | one policy changed, ms |\n|---:|---:|---:|---:|\n"
            f"| {found['decisionMicros']} | {found['millionMillis']} | {found['ratio']} | {found['changeMillis']} |\n")
