# SPDX-License-Identifier: Apache-2.0
"""What an ahead-of-time cache (JEP 483, 514, 515) does for the start; what `make aot` runs.

Two caches are trained on the packaged operator: one as the image's build does it, without a cluster, the operator
waiting for its API server; one in front of a cluster and an AWS, ready. Then starts with each and without any are
measured in turns. The report is target/aot/report.md and report.json. With `train FILE` only the first is made.
"""
from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import time
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Sequence, Tuple

import kubeclient
from benchparts.meter import process
from console import Failure, duration, run_main, say
from demoparts import build
from demoparts.stage import Setup, Stage
from processes import Child, free_ports

TARGET = build.ROOT / "target" / "aot"
# Like a container of 1 GiB with what deploy/base/deployment.yaml sets.
FLAGS = ("-XX:+UseSerialGC", "-Xmx512m")
# Writing the cache is what takes the time of the stop.
_STOP = 120.0
_IDLE = 3.0
_STARTED = re.compile(r"started in ([0-9.]+)s")


class Start(NamedTuple):
    """One start of the operator: seconds until Quarkus and until readiness, processor seconds and MiB when idle."""

    quarkus: float
    ready: float
    cpu: float
    rss: float


def use(cache: Path) -> str:
    return f"-XX:AOTCache={cache}"


def record(cache: Path) -> str:
    return f"-XX:AOTCacheOutput={cache}"


def train_waiting(cache: Path, seconds: float = 20.0) -> float:
    """Trains on an operator that waits for its API server; returns how long that took."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.unlink(missing_ok=True)
    started = time.monotonic()
    port, nobody = free_ports(2)
    settings = {"APIACCESS_CLUSTER_ID": "training", "AWS_REGION": "us-east-1", "QUARKUS_HTTP_HOST": "127.0.0.1",
                "QUARKUS_HTTP_PORT": str(port), "QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL": f"http://127.0.0.1:{nobody}"}
    child = Child("training", [str(build.java()), *FLAGS, record(cache), "-jar", str(build.APPLICATION)],
                  cache.with_suffix(".log"), {**kubeclient.environment(), **settings})
    try:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and child.exit_code is None:
            time.sleep(0.2)
    finally:
        child.stop(_STOP)
    return _made(cache, child, started)


def train_ready(stage: Stage, cache: Path) -> float:
    """Trains on an operator that became ready in front of a cluster."""
    cache.unlink(missing_ok=True)
    started = time.monotonic()
    _operate(stage, "training-ready", (record(cache),))
    time.sleep(_IDLE)
    stage.operator.stop(_STOP)
    return _made(cache, stage.operator, started)


def _made(cache: Path, child: Child, started: float) -> float:
    if not cache.exists():
        raise Failure(f"the JVM made no {cache}", f"its log is {child.log}", child.tail())
    taken = time.monotonic() - started
    say("aot", f"{cache.name}: {cache.stat().st_size / 1e6:.0f} MB, trained in {duration(taken)}")
    return taken


def _operate(stage: Stage, name: str, java: Sequence[str]) -> None:
    stage.setup = stage.setup._replace(java=(*FLAGS, *java))
    stage.start_operator(name)


def start(stage: Stage, name: str, java: Sequence[str]) -> Start:
    """Starts the operator, waits until it is ready and a moment longer, stops it."""
    _operate(stage, name, java)
    ready = stage.seconds["operator"]
    time.sleep(_IDLE)
    spent = process(stage.operator.pid)
    stage.operator.stop(_STOP)
    found = _STARTED.search(stage.operator.log.read_text(encoding="utf-8", errors="replace"))
    return Start(float(found.group(1)) if found else float("nan"), ready, spent.cpu, spent.rss)


def command(java: Sequence[str], arguments: Sequence[str]) -> float:
    """Seconds that the command line takes."""
    started = time.monotonic()
    subprocess.run([str(build.java()), "-XX:+UseSerialGC", *java, "-jar", str(build.APPLICATION), *arguments],
                   env=kubeclient.environment(), stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - started


def in_turns(variants: Sequence[str], times: int, measure: Callable[[str, int], object]) -> Dict[str, List[object]]:
    """Measures each variant in each round, so that a busy moment of the machine hits all of them."""
    found: Dict[str, List[object]] = {variant: [] for variant in variants}
    for turn in range(times):
        for variant in variants:
            found[variant].append(measure(variant, turn))
    return found


def span(values: Sequence[float], digits: int = 2) -> str:
    """The median, with the least and the most."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def table(starts: Dict[str, List[Start]], commands: Dict[str, List[float]], sizes: Dict[str, int]) -> str:
    """The report as Markdown."""
    lines = ["| | Quarkus started, s | ready, s | CPU s | RSS MiB | `iam-policy`, s | cache MB |",
             "|---|---:|---:|---:|---:|---:|---:|"]
    for variant, those in starts.items():
        size = f"{sizes[variant] / 1e6:.0f}" if variant in sizes else "-"
        lines.append(f"| {variant} | {span([one.quarkus for one in those])} | {span([one.ready for one in those])} | "
                     f"{span([one.cpu for one in those], 1)} | {span([one.rss for one in those], 0)} | "
                     f"{span(commands[variant])} | {size} |")
    return "\n".join(lines)


def measure(times: int) -> int:
    kit = build.prepare()
    waiting, ready = TARGET / "waiting.aot", TARGET / "ready.aot"
    train_waiting(waiting)
    with Stage(kit, TARGET / "stage", Setup(java=FLAGS)) as stage:
        stage.operator.stop()
        train_ready(stage, ready)
        variants: Dict[str, Tuple[str, ...]] = {"without a cache": (), "trained waiting": (use(waiting),),
                                                "trained ready": (use(ready),)}
        starts = in_turns(list(variants), times, lambda name, turn: start(
            stage, f"{name.replace(' ', '-')}-{turn}", variants[name]))
        commands = in_turns(list(variants), times, lambda name, _: command(variants[name], ["iam-policy"]))
    sizes = {"trained waiting": waiting.stat().st_size, "trained ready": ready.stat().st_size}
    text = table(starts, commands, sizes)  # type: ignore[arg-type]
    machine = f"{os.cpu_count()} processors, {times} starts each, in turns; load {os.getloadavg()[0]:.1f} at the end"
    (TARGET / "report.md").write_text(f"{text}\n\n{machine}\n", encoding="utf-8")
    (TARGET / "report.json").write_text(json.dumps(
        {"starts": {name: [one._asdict() for one in those] for name, those in starts.items()},  # type: ignore[attr-defined]
         "commands": commands, "sizes": sizes, "machine": machine}, indent=2), encoding="utf-8")
    print(f"{text}\n\n{machine}", flush=True)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=5, help="starts of each kind (default 5)")
    parser.add_argument("train", nargs="?", choices=["train"], help="only make a cache")
    parser.add_argument("file", nargs="?", type=Path, help="where the cache goes")
    asked = parser.parse_args()
    if asked.train:
        train_waiting((asked.file or TARGET / "waiting.aot").resolve())
        return 0
    return measure(asked.n)


if __name__ == "__main__":
    run_main("aot", main)
