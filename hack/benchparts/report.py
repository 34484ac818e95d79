# SPDX-License-Identifier: Apache-2.0
"""What a run found: percentiles, the bars it has to hold, a table for people."""
from __future__ import annotations

import math
from typing import Any, Dict, List, NamedTuple, Sequence

MOST_CREATE_CALLS, MOST_SWEEP_CALLS, SWEEP_BAR_FROM = 7, 0.2, 1000
# Below that many grants the machine's own time for each has more weight than AWS's limits.
# MiB of heap in use after a collection, more than with nothing.
MOST_LARGE_MIB = {"bounded": 32, "stored": 16}
MOST_REVOCATION = 10
MOST_ISSUE_RATIO, ISSUE_BAR_FROM = 1.1, 1000


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


def issue_bars(issue: Dict[str, Any]) -> List[Bar]:
    """The bars of grants that are issued at once."""
    grants, aws = issue["grants"], issue["aws"]
    found = [Bar("issue: no create was sent twice", str(len(aws["duplicates"])), not aws["duplicates"])]
    if grants >= ISSUE_BAR_FROM:
        held, ready = _held(issue), _ready(issue)
        found += [Bar(f"issue of {grants} grants: AWS holds all within {MOST_ISSUE_RATIO} of what its limits force", f"{held:.3f}",
                      held <= MOST_ISSUE_RATIO),
                  Bar(f"issue: all ready within {MOST_ISSUE_RATIO} of what its limits force for keys that are created one by one, "
                      "settle time included", f"{ready:.3f}", ready <= MOST_ISSUE_RATIO)]
    return found


def large_bars(found: Dict[str, Any]) -> List[Bar]:
    """The bars of large policies: memory after a collection, and what a neighbour notices."""
    bars_: List[Bar] = []
    for name, what in (("bounded", "at the bound"), ("stored", "stored before there was a bound")):
        one = found[name]
        bars_ += [
            Bar(f"{one['policies']} policies {what}: at most {MOST_LARGE_MIB[name]} MiB more", f"{one['moreMiB']:.1f}",
                one["moreMiB"] <= MOST_LARGE_MIB[name]),
            Bar(f"beside them: another tenant's revocation within {MOST_REVOCATION} s", f"{one['revocationSeconds']:.1f}",
                one["revocationSeconds"] <= MOST_REVOCATION)]
    bars_.append(Bar("a stored one can be paused, retained and let go", str(found["stored"]["letGo"]),
                     bool(found["stored"]["letGo"])))
    return bars_


def _large(found: Dict[str, Any]) -> List[str]:
    lines = ["", "| large policies | number | MiB of heap more | start with them, s | another tenant's revocation, s | processors |",
             "|---|---:|---:|---:|---:|---:|"]
    for name in ("bounded", "stored"):
        one = found[name]
        lines.append(f"| {name} | {one['policies']} | {one['moreMiB']} | {one['restartSeconds']} | {one['revocationSeconds']} | "
                     f"{one['processors']} |")
    return lines


def _flood(found: Dict[str, Any]) -> List[str]:
    lines = ["", "| beside | revocations of a neighbour, s: p50 | p95 | most | new policy ready, s at most | new grant ready, s at most |",
             "|---|---:|---:|---:|---:|---:|"]
    for one in found.values():
        lines.append(f"| {one['objects']} {one['what']} | {one['revocation']['p50']} | {one['revocationP95']} | "
                     f"{one['revocation']['most']} | {one['newPolicy']} | {one['newGrant']} |")
    return lines


def _before(found: Dict[str, Any]) -> List[str]:
    lines = ["", f"| version | CPU s for {found['triples']} triples | Kubernetes writes a triple | RSS MiB | CPU s a sweep beside "
                 f"{found['few']} policies of one role | beside {found['many']} |", "|---|---:|---:|---:|---:|---:|"]
    for name in ("before", "now"):
        cost = found[name]
        lines.append(f"| {name} | {cost['cpu_create']} | {cost['writes']} | {cost['rss']} | {cost['few']} | {cost['many']} |")
    return lines


def _held(issue: Dict[str, Any]) -> float:
    return float(issue["awsSeconds"] / issue["floor"])


def _ready(issue: Dict[str, Any]) -> float:
    return float(issue["allReadySeconds"] / (issue["singlyFloor"] + issue["settleSeconds"]))


def _issue(issue: Dict[str, Any]) -> List[str]:
    aws, kubernetes, times = issue["aws"], issue["kubernetes"], issue["times"]["grant ready"]
    return ["", f"{issue['grants']} grants at once; AWS's clock {issue['timeDivisor']} times as fast.", "",
            "| until all are synced, s | until all are ready, s | until AWS holds all, tags included, s | floor, s | ratio | "
            "floor one by one, settled, s | ready p50 | ready p99 |", "|---:|---:|---:|---:|---:|---:|---:|---:|",
            "| " + " | ".join([
                _number(issue["converged"]), _number(issue["allReadySeconds"]), _number(issue["awsSeconds"]),
                _number(issue["floor"]), _number(_held(issue)), _number(issue["singlyFloor"] + issue["settleSeconds"]),
                str(times["p50"]), str(times["p99"])]) + " |", "",
            "| AWS calls | imports | created singly | tags | pages and sweeps | Kubernetes writes a grant | events a grant | CPU s | "
            "RSS MiB |", "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
            "| " + " | ".join([
                str(aws["total"]),
                *(str(aws["operations"].get(name, 0)) for name in ("ImportApiKeys", "CreateApiKey", "TagResource")),
                str(aws["sweepCalls"]), _number(kubernetes["writes"] / issue["grants"]),
                _number(kubernetes["events"] / issue["grants"]), _number(issue["cpuSeconds"]), str(issue["rssMiB"])]) + " |"]


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
    if "issue" in report:
        lines += [*_issue(report["issue"]), ""]
    if "large" in report:
        lines += [*_large(report["large"]), ""]
    if "flood" in report:
        lines += [*_flood(report["flood"]), ""]
    if "before" in report:
        lines += [*_before(report["before"]), ""]
    lines += ["| bar | seen | held |", "|---|---:|---|"]
    lines += [f"| {bar['text']} | {bar['seen']} | {'yes' if bar['held'] else '**no**'} |" for bar in report["bars"]]
    return "\n".join(lines) + "\n"


def _ratio(phase: Dict[str, Any]) -> Any:
    """How much longer than the floor it took until AWS held everything."""
    return phase["awsSeconds"] / phase["floor"] if phase.get("floor") and phase.get("awsSeconds") else None


def _number(value: Any) -> str:
    return "" if value is None else f"{value:.2f}"
