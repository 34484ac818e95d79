# SPDX-License-Identifier: Apache-2.0
"""What a run found: percentiles, the bars it has to hold, a table for people."""
from __future__ import annotations

import math
from typing import Any, Dict, List, NamedTuple, Sequence

MOST_CREATE_CALLS, MOST_SWEEP_CALLS, SWEEP_BAR_FROM = 7, 0.2, 1000


class Bar(NamedTuple):
    """Something that has to hold, with what was seen."""

    text: str
    seen: str
    held: bool


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest rank: the smallest value that so many percent do not exceed. NaN of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> Dict[str, float]:
    return {"p50": round(percentile(values, 50), 2), "p99": round(percentile(values, 99), 2),
            "most": round(max(values, default=math.nan), 2)}


def bars(report: Dict[str, Any]) -> List[Bar]:
    """The bars that concern this run."""
    count, objects = report["triples"], report["objects"]
    phases = report["phases"]
    create, rest, restart = phases["create"]["aws"], phases["rest"], phases["restart"]["aws"]
    each = create["objectCalls"] / count
    duplicates = [name for phase in phases.values() for name in phase["aws"]["duplicates"]]
    found = [Bar(f"create: at most {MOST_CREATE_CALLS} AWS calls a triple, sweeps aside", f"{each:.2f}",
                 each <= MOST_CREATE_CALLS),
             Bar("no create was sent twice", str(len(duplicates)), not duplicates)]
    if objects and count >= SWEEP_BAR_FROM:
        # At rest single things are read for their tags only, a few after each sweep.
        looked = rest["aws"]["sweepCalls"] + rest["aws"]["reads"]
        share = looked / max(1, rest["aws"]["sweeps"]) / objects
        found.append(Bar(f"a sweep with its reads of tags: at most {MOST_SWEEP_CALLS} AWS calls an object", f"{share:.4f}",
                         0 < share <= MOST_SWEEP_CALLS))
    found += [
        Bar("restart: one sweep", str(restart["sweeps"]), restart["sweeps"] == 1),
        Bar("restart: no AWS call for a single object", str(restart["objectCalls"]), restart["objectCalls"] == 0),
        Bar("at rest: it looked", str(rest["aws"]["sweeps"]), rest["aws"]["sweeps"] > 0),
        Bar("at rest: no AWS write", str(rest["aws"]["writes"]), rest["aws"]["writes"] == 0),
        Bar("at rest: no Kubernetes write", str(_kubernetes(rest)), _kubernetes(rest) == 0)]
    return found


def _kubernetes(phase: Dict[str, Any]) -> int:
    return int(phase["kubernetes"]["writes"]) + int(phase["kubernetes"]["events"])


def markdown(report: Dict[str, Any]) -> str:
    """The tables of a report."""
    count = report["triples"]
    lines = [f"{count} triples, {report['objects']} objects; AWS's clock {report['timeDivisor']} times as fast; "
             f"JVM {' '.join(report['java']) or 'as it comes'}; {report['machine']}", "",
             "| phase | seconds | until AWS holds all | floor | ratio | AWS calls a triple | of them reads | sweeps | calls a sweep | "
             "Kubernetes writes a triple | events a triple | CPU s | RSS MiB |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for name, phase in report["phases"].items():
        aws, kubernetes, sweeps = phase["aws"], phase["kubernetes"], max(1, phase["aws"]["sweeps"])
        lines.append("| " + " | ".join([
            name, _number(phase.get("converged", phase["seconds"])), _number(phase.get("awsSeconds")),
            _number(phase.get("floor")), _number(_ratio(phase)), _number(aws["objectCalls"] / count), _number(aws["reads"] / count),
            str(aws["sweeps"]), _number(aws["sweepCalls"] / sweeps), _number(kubernetes["writes"] / count),
            _number(kubernetes["events"] / count), _number(phase["cpuSeconds"]), str(phase["rssMiB"])]) + " |")
    lines += ["", "| moment, in seconds | p50 | p99 | most |", "|---|---:|---:|---:|"]
    for name, phase in report["phases"].items():
        for what, found in phase.get("times", {}).items():
            lines.append(f"| {name}: {what} | {found['p50']} | {found['p99']} | {found['most']} |")
    lines += ["", f"Start to ready: {report['startSeconds']} s with nothing, "
              f"{report['phases']['restart']['readySeconds']} s with everything. "
              f"Settle time, part of the time to Ready of a grant: {report['settleSeconds']} s.", ""]
    lines += ["| bar | seen | held |", "|---|---:|---|"]
    lines += [f"| {bar['text']} | {bar['seen']} | {'yes' if bar['held'] else '**no**'} |" for bar in report["bars"]]
    return "\n".join(lines) + "\n"


def _ratio(phase: Dict[str, Any]) -> Any:
    """How much longer than the floor it took until AWS held everything."""
    return phase["awsSeconds"] / phase["floor"] if phase.get("floor") and phase.get("awsSeconds") else None


def _number(value: Any) -> str:
    return "" if value is None else f"{value:.2f}"
