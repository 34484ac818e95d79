# SPDX-License-Identifier: Apache-2.0
"""What the operator costs with many objects: AWS calls, Kubernetes writes, time to Ready against AWS's limits, memory.

N triples (a policy with one attachment, a key in a shared plan) are created, left alone, met by a restart, edited and
deleted, on the parts the demo runs on, under the rights that ship. The report is in target/bench: report.json, report.md
and the logs. Then grants are issued all at once, with AWS's clock as fast as AWS's, on parts of their own (target/bench/issue),
policies are stored that are too large to be written (target/bench/large), and one tenant writes a lot while its neighbours take
access away and ask for new objects (target/bench/flood), and open APIs are closed all at once (target/bench/apis). Then this version and the one before do the same, one after the other
(target/bench/before, target/bench/now). At last decisions about access are timed by JMH, without any parts.
The exit code is 0 only when every bar held; of the times only those of the issue, of neighbours, of closing and of a sweep
beside the version before are among them.
"""
from __future__ import annotations

import argparse
import datetime
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Set, Tuple

import previous
from benchparts import apis, before, decisions, fat, flood, large, limits, load, matrix, question, report
from benchparts.kubewire import Kube, Progress
from benchparts.load import Filled, Key
from benchparts.meter import Meter, Phase
from console import Failure, Heartbeat, run_main, say
from demoparts import build
from demoparts.stage import Setup, Stage, Version

# What the JVM chooses by itself in a container of 1 GiB, the limit in deploy/base/deployment.yaml, and what is set there.
CONTAINER = ("-XX:MaxRAM=1g", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-XX:TrimNativeHeapInterval=60000",
             "-XX:+ExitOnOutOfMemoryError")
_SWEEP, _SETTLE, _REST, _QUIET = 300, 120, 30, 5
# What AWS takes in an account and region.
_MOST_KEYS = 10_000
_PLURALS = (load.POLICIES, load.GRANTS, load.LIMITS)


class Bench:
    """One run on a stage."""

    def __init__(self, stage: Stage, count: int, short: bool) -> None:
        self.stage, self.count, self.short = stage, count, short
        self.kube = Kube(stage)
        self.meter = Meter(stage, self.kube)
        self.progress = Progress(self.kube, _PLURALS)
        self.limits = load.limits(count + 1)
        self.phases: Dict[str, Dict[str, Any]] = {}
        self.start = round(stage.seconds["operator"], 2)

    def run(self) -> Dict[str, Any]:
        self._phase("prepare", self._prepare)
        self._phase("create", lambda: self._write(range(self.count), load.triple, "create"))
        self._seen()
        self._phase("rest", self._rest)
        self._phase("restart", self._restart, same_process=False)
        if self.count < _MOST_KEYS:
            # One more, on an idle system.
            self._phase("single", lambda: self._write([self.count], load.triple, "create", 1))
        if not self.short:
            self._phase("edit", lambda: self._write(range(self.count), load.edited, "edit"))
            self._phase("delete", self._delete)
        self.meter.close()
        self.progress.close()
        divisor = self.stage.setup.time_divisor
        found: Dict[str, Any] = {
            "triples": self.count, "objects": 2 * self.count + len(self.limits), "timeDivisor": divisor,
            "java": list(self.stage.setup.java), "machine": f"{os.cpu_count()} processors, Python {sys.version.split()[0]}",
            "startSeconds": self.start, "settleSeconds": _SETTLE / divisor, "phases": self.phases}
        found["bars"] = [bar._asdict() for bar in report.bars(found)]
        return found

    def issue(self) -> Dict[str, Any]:
        """Grants alone, all at once."""
        self._phase("prepare", self._prepare)
        self._phase("issue", lambda: self._write(range(self.count), load.grant, "issue"))
        self.meter.close()
        self.progress.close()
        divisor = self.stage.setup.time_divisor
        return {"grants": self.count, "timeDivisor": divisor, "settleSeconds": _SETTLE / divisor,
                "singlyFloor": round(limits.of_creating(self.count, divisor=divisor), 2), **self.phases["issue"]}

    def _phase(self, name: str, work: Callable[[], Dict[str, Any]], same_process: bool = True) -> None:
        with Phase(self.meter, self.stage, self.kube, name, same_process) as phase:
            phase.result.update(work())
            if name != "rest" and not self.meter.at_rest():
                say("bench", f"{name}: it did not come to rest")
        self.phases[name] = phase.result
        aws, kubernetes = phase.result["aws"], phase.result["kubernetes"]
        say("bench", f"{name}: {phase.result.get('converged', phase.result['seconds'])} s"
            + (f", floor {phase.result['floor']} s" if "floor" in phase.result else "")
            + f"; AWS {aws['objectCalls']} + {aws['sweepCalls']} in {aws['sweeps']} sweeps, refused {dict(aws['refused'])}; "
              f"Kubernetes {kubernetes['writes']} + {kubernetes['events']} events; CPU {phase.result['cpuSeconds']} s, "
              f"RSS {phase.result['rssMiB']} MiB")

    def _prepare(self) -> Dict[str, Any]:
        for item in load.namespaces(self.count + 1):
            self.kube.apply(f"/api/v1/namespaces/{item['metadata']['name']}", item)
        self.kube.apply(f"{load.GROUP}/awsconnections/bench", load.connection())
        keys = {key for key, _ in self.limits}
        self.progress.begin(keys)
        for key, item in self.limits:
            self.progress.ask(key, self.kube.apply(key.path, item))
        self._until(keys, self.progress.ready, "plans are ready")
        return {}

    def _write(self, indexes: Any, make: Callable[[int], List[Tuple[Key, Dict[str, Any]]]], floor: str,
               count: int = 0) -> Dict[str, Any]:
        """Writes objects; when all of them are synced and ready."""
        items = [one for index in indexes for one in make(index)]
        keys = {key for key, _ in items}
        began = time.monotonic()
        send = self.kube.merge if floor == "edit" else self.kube.apply

        def one(pair: Tuple[Key, Dict[str, Any]]) -> None:
            self.progress.begin([pair[0]])
            self.progress.ask(pair[0], send(pair[0].path, pair[1]))

        self.kube.each(one, items)
        written = time.monotonic() - began
        self._until(keys, self.progress.synced, "objects are synced")
        converged = max(self.progress.synced[key] for key in keys) - began
        self._until(keys, self.progress.ready, "objects are ready", 60 + 2 * _SETTLE)
        divisor = self.stage.setup.time_divisor
        if floor == "issue":
            least = limits.of_issue(self.count, divisor=divisor)
        else:
            least = limits.of_phase(floor, count or self.count, divisor=divisor)
        times = {}
        for plural, name in ((load.POLICIES, "policy"), (load.GRANTS, "grant")):
            own = [key for key in keys if key.plural == plural]
            if not own:
                continue
            times[f"{name} synced"] = report.spread([self.progress.synced[key] - self.progress.asked[key] for key in own])
            times[f"{name} ready"] = report.spread([self.progress.ready[key] - self.progress.asked[key] for key in own])
        ready = max(self.progress.ready[key] for key in keys) - began
        return {**_against(converged, least), "writtenSeconds": round(written, 2), "allReadySeconds": round(ready, 2),
                "times": times}

    def _rest(self) -> Dict[str, Any]:
        """At least half a minute, and until it has looked at the account once, with the reads that follow a look."""
        since, began = len(self.meter.calls()), time.monotonic()
        patience = _REST + 2 * _SWEEP / self.stage.setup.time_divisor
        calls, quiet = 0, began
        while time.monotonic() - began < patience:
            now = len(self.meter.calls())
            if now != calls:
                calls, quiet = now, time.monotonic()
            if time.monotonic() - began >= _REST and self._swept(since) and time.monotonic() - quiet >= _QUIET:
                break
            time.sleep(0.5)
            self.stage.check()
        return {}

    def _seen(self) -> None:
        """Rest begins when a sweep has shown what was created: the connection's counts change once by it."""
        since, end = len(self.meter.calls()), time.monotonic() + 2 * _SWEEP / self.stage.setup.time_divisor + 60
        while not self._swept(since):
            if time.monotonic() > end:
                raise Failure("no sweep came after everything was created")
            self.stage.check()
            time.sleep(0.2)
        self.meter.at_rest()

    def _swept(self, since: int) -> bool:
        """Whether a sweep came to its end since then; the keys are what it lists last."""
        return any(call["operation"] == "GetApiKeys" for call in self.meter.calls()[since:])

    def _restart(self) -> Dict[str, Any]:
        self.stage.operator.stop()
        began = time.monotonic()
        since = len(self.meter.calls())
        self.stage.start_operator("operator-2")
        ready = time.monotonic() - began
        while not self._swept(since):
            if time.monotonic() - began > 120:
                raise Failure("no sweep within 120 s after a restart")
            self.stage.check()
            time.sleep(0.2)
        return {"readySeconds": round(ready, 2), "sweptSeconds": round(time.monotonic() - began, 2)}

    def _delete(self) -> Dict[str, Any]:
        keys = {key for index in range(self.count) for key, _ in load.triple(index)}
        self.progress.begin(keys)
        # So many deletions at once are held until somebody says that they are meant.
        meant = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.kube.merge(f"{load.GROUP}/awsconnections/bench",
                        {"metadata": {"annotations": {"apiaccess.dev/deletion-acknowledged": meant}}})
        began = time.monotonic()
        self.kube.each(lambda key: self.kube.send("DELETE", key.path), sorted(keys))
        self._until(keys, self.progress.gone, "objects are gone")
        converged = max(self.progress.gone[key] for key in keys) - began
        return _against(converged, limits.of_phase("delete", self.count, divisor=self.stage.setup.time_divisor))

    def _until(self, keys: Set[Key], moments: Dict[Key, float], what: str, patience: float = 120.0) -> None:
        left, since = len(keys), time.monotonic()
        with Heartbeat("bench", f"waiting until {what}", every=15, detail=lambda: f"{left} are missing"):
            while True:
                now = self.progress.missing(keys, moments)
                if now == 0:
                    return
                if now != left:
                    left, since = now, time.monotonic()
                if time.monotonic() - since > patience:
                    raise Failure(f"{left} of {len(keys)} {what} in vain: nothing moved for {patience:.0f} s", "",
                                  self._examples(keys, moments))
                self.stage.check()
                time.sleep(0.2)

    def _examples(self, keys: Set[Key], moments: Dict[Key, float]) -> List[str]:
        some = [key for key in sorted(keys) if key not in moments][:3]
        return [self.kube.send("GET", key.path).decode()[-1500:] for key in some]


def _against(converged: float, least: float) -> Dict[str, Any]:
    return {"converged": round(converged, 2), "floor": round(least, 2)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=100, help="triples (100)")
    parser.add_argument("--divisor", type=int, default=10, help="AWS's clock so many times as fast (10)")
    parser.add_argument("--issue", type=int, default=1000, help="grants to be issued at once, 0 for none (1000)")
    parser.add_argument("--no-large", action="store_true", help="without the part about large policies")
    parser.add_argument("--only-large", action="store_true", help="that part alone, with its bars; writes no report.md")
    parser.add_argument("--fat", type=int, default=2000, help="large Secrets that strangers label, 0 for none (2000)")
    parser.add_argument("--fat-kib", type=int, default=700, help="size of each; etcd holds 2 GiB (700)")
    parser.add_argument("--only-fat", action="store_true", help="that part alone, with its bars; writes no report.md")
    parser.add_argument("--flood", type=int, default=1000, help="objects of one tenant beside its neighbours, 0 for none (1000)")
    parser.add_argument("--only-flood", action="store_true", help="that part alone, with its bars; writes no report.md")
    parser.add_argument("--apis", type=int, default=apis.APIS, help=f"open APIs to be closed at once, 0 for none ({apis.APIS})")
    parser.add_argument("--only-apis", action="store_true", help="that part alone, with its bars; writes no report.md")
    parser.add_argument("--no-before", action="store_true", help="without the version before, which is built from the history")
    parser.add_argument("--only-before", action="store_true", help="that part alone, with its bars; writes no report.md")
    parser.add_argument("--no-decisions", action="store_true", help="without the time of decisions about access")
    parser.add_argument("--only-decisions", action="store_true", help="that part alone, with its bars; writes no report.md")
    parser.add_argument("--short", action="store_true", help="without edit and deletion, which take as long as the rest")
    parser.add_argument("--java", action="append", default=[], metavar="OPTION",
                        help="one more option for the operator's JVM, such as --java=-XX:StartFlightRecording")
    return parser.parse_args()


def main() -> int:
    asked = _arguments()
    if not 1 <= asked.n <= _MOST_KEYS or not 0 <= asked.issue <= _MOST_KEYS or asked.divisor < 1:
        raise Failure(f"-n and --issue are at most {_MOST_KEYS}, the API keys that AWS takes; -n and --divisor are at least 1")
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    os.chdir(Path(__file__).resolve().parent.parent)
    directory = build.ROOT / "target" / "bench"
    if asked.only_decisions:
        return _end(directory, _decisions(directory))
    java, parts = (*CONTAINER, *asked.java), build.prepare()
    if asked.only_large:
        return _end(directory, {"bars": [bar._asdict() for bar in report.large_bars(_large(parts, directory, java))]})
    if asked.only_fat:
        return _end(directory, {"bars": [bar._asdict() for bar in fat.bars(_fat(parts, directory, java, asked))]})
    if asked.only_flood:
        return _end(directory, _flood(parts, directory, java, asked))
    if asked.only_apis:
        return _end(directory, _apis(parts, directory, java, asked))
    if asked.only_before:
        if not previous.known():
            raise Failure("the version before is not in the history of this checkout", "fetch the whole history: git fetch --unshallow")
        return _end(directory, _before(parts, directory, java))
    setup = Setup(asked.divisor, _SWEEP, java, lambda endpoint: Filled(endpoint, asked.n + 1))
    with Stage(parts, directory, setup) as stage:
        found = Bench(stage, asked.n, asked.short).run()
    if asked.issue:
        setup = Setup(1, _SWEEP, java, lambda endpoint: Filled(endpoint, 0))
        with Stage(parts, directory / "issue", setup) as stage:
            found["issue"] = Bench(stage, asked.issue, asked.short).issue()
        found["bars"] += [bar._asdict() for bar in report.issue_bars(found["issue"])]
    if not asked.no_large:
        found["large"] = _large(parts, directory, java)
        found["bars"] += [bar._asdict() for bar in report.large_bars(found["large"])]
    if asked.fat:
        found["fat"] = _fat(parts, directory, java, asked)
        found["bars"] += [bar._asdict() for bar in fat.bars(found["fat"])]
    if asked.flood:
        beside = _flood(parts, directory, java, asked)
        found["flood"] = beside["flood"]
        found["bars"] += beside["bars"]
    if asked.apis:
        beside = _apis(parts, directory, java, asked)
        found["apis"] = beside["apis"]
        found["bars"] += beside["bars"]
    if not asked.no_before:
        beside = _before(parts, directory, java)
        found.update({"before": beside["before"]} if beside["bars"] else {})
        found["bars"] += beside["bars"]
    if not asked.no_decisions:
        beside = _decisions(directory)
        found.update({name: beside[name] for name in ("decisions", "question", "page")})
        found["bars"] += beside["bars"]
    table = report.markdown(found) + (decisions.markdown(found["decisions"]) if "decisions" in found else "")
    (directory / "report.md").write_text(table, encoding="utf-8")
    print(table, end="", flush=True)
    return _end(directory, found)


def _large(parts: Path, directory: Path, java: Tuple[str, ...]) -> Dict[str, Any]:
    """Large policies, on parts of their own."""
    with Stage(parts, directory / "large", Setup(10, _SWEEP, java, lambda endpoint: Filled(endpoint, large.ROLES))) as stage:
        return large.Large(stage).run()


def _fat(parts: Path, directory: Path, java: Tuple[str, ...], asked: argparse.Namespace) -> Dict[str, Any]:
    """Large Secrets of strangers, on parts of their own."""
    with Stage(parts, directory / "fat", Setup(10, _SWEEP, java, lambda endpoint: Filled(endpoint, 3))) as stage:
        return fat.FatSecrets(stage, asked.fat, asked.fat_kib).run()


def _flood(parts: Path, directory: Path, java: Tuple[str, ...], asked: argparse.Namespace) -> Dict[str, Any]:
    """What neighbours notice of a tenant that writes a lot, on parts of their own; with its bars."""
    with Stage(parts, directory / "flood", Setup(10, _SWEEP, java, lambda endpoint: Filled(endpoint, flood.ROLES))) as stage:
        found = flood.Neighbours(stage, asked.flood).run()
    return {"flood": found, "bars": [bar._asdict() for bar in flood.bars(found, _SETTLE / 10)]}


def _apis(parts: Path, directory: Path, java: Tuple[str, ...], asked: argparse.Namespace) -> Dict[str, Any]:
    """Open APIs that are closed at once, on parts of their own; with the bars."""
    setup = Setup(10, _SWEEP, java, lambda endpoint: apis.Open(endpoint, asked.apis, apis.METHODS))
    with Stage(parts, directory / "apis", setup) as stage:
        found = apis.Closing(stage, asked.apis, apis.METHODS).run()
    return {"apis": found, "bars": [bar._asdict() for bar in apis.bars(found)]}


def _before(parts: Path, directory: Path, java: Tuple[str, ...]) -> Dict[str, Any]:
    """This version and the one before, on parts of their own; with bars, which are none without the history."""
    if not previous.known():
        say("bench", "the version before is not in the history of this checkout: it is left out")
        return {"bars": []}
    older = previous.provide()
    costs = {}
    for name, version in (("before", Version(older, older / "quarkus-app" / "quarkus-run.jar")),
                          ("now", Version(build.ROOT, build.APPLICATION))):
        setup = Setup(10, before.SWEEP, java, lambda endpoint: Filled(endpoint, before.TRIPLES + 1), version)
        with Stage(parts, directory / name, setup) as stage:
            costs[name] = before.Version(stage, name).run()
    found = before.found(costs["before"], costs["now"])
    return {"before": found, "bars": [bar._asdict() for bar in before.bars(found)]}


def _decisions(directory: Path) -> Dict[str, Any]:
    """Decisions about access, one question to the command line, and the page of a matrix, with their bars."""
    found = {"decisions": decisions.measure(directory), "question": question.measure(directory / "question"),
             "page": matrix.measure(directory / "page")}
    bars = decisions.bars(found["decisions"]) + question.bars(found["question"]) + matrix.bars(found["page"])
    return {**found, "bars": [bar._asdict() for bar in bars]}


def _end(directory: Path, found: Dict[str, Any]) -> int:
    (directory / "report.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    missed = [bar for bar in found["bars"] if not bar["held"]]
    for bar in missed:
        say("bench", f"missed: {bar['text']}: {bar['seen']}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    run_main("bench", main)
