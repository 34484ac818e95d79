# SPDX-License-Identifier: Apache-2.0
"""The whole story on real parts: a Kubernetes control plane, the operator under its shipped rights, an AWS that enforces.

Every line that ends in `ok` is a check that can fail; the exit code is 0 only when all held. State and logs are in
target/demo. With --keep everything goes on running after the story, until Ctrl-C.
"""
from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Iterator

from console import Failure, run_main, say
from demoparts import access, asking, build, byhand, curl, drift, effect, ending, keylife, protecting, trust
from demoparts.stage import TIME_DIVISOR, Stage
from demoparts.telling import Broken, Telling
from demoparts.watching import Audit


def _tell(stage: Stage, tell: Telling) -> None:
    audit = Audit(stage.cluster.directory / "audit.log")
    why = asking.Explanations()
    keys = access.apply(stage, tell)
    access.enforce(stage, tell, keys, why)
    drift.tell(stage, tell, keys, why)
    effect.tell(stage, tell)
    protecting.tell(stage, tell, why)
    trust.limits(stage, tell)
    trust.narrow(stage, tell, why)
    trust.idle(stage, tell, audit)
    keylife.tell(stage, tell, keys, why)
    asking.page(stage, tell)
    collected = ending.collect(stage)
    ending.leave(stage, tell, why)
    ending.secrets_kept(stage, tell, keys, collected)
    ending.within_rights(stage, tell, audit)


def _run(keep: bool) -> int:
    began = time.monotonic()
    curl.check()
    with _alone():
        return _perform(build.prepare(), keep, began)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Holds the directory of the demo, which one run at a time can use."""
    target = build.ROOT / "target"
    target.mkdir(exist_ok=True)
    with open(target / "demo.lock", "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure("a demo is running already in this directory", "end it with Ctrl-C where it was started") from None
        yield


def _perform(kit: Path, keep: bool, began: float) -> int:
    with Stage(kit, build.ROOT / "target" / "demo") as stage:
        took = stage.seconds
        print(f"start  kubernetes {took['kubernetes']:.1f} s | emulated AWS {took['emulator']:.1f} s, AWS's limits at "
              f"{TIME_DIVISOR}x time | operator {took['operator']:.1f} s as its ServiceAccount, under deploy/base", flush=True)
        tell = Telling(stage.evidence, began)
        try:
            _tell(stage, tell)
        except Broken:
            pass
        except Exception as failure:  # whatever went wrong, it is told with its evidence
            seen = failure.evidence if isinstance(failure, Failure) else traceback.format_exc().splitlines()[-8:]
            tell.check(f"the story cannot go on: {failure}"[:200], False, seen)
        good = tell.summary("" if keep else "next: make demo KEEP=1 leaves it running, to paste any line yourself")
        if keep:
            if good:
                byhand.offer(stage, tell)
            else:
                print(f"It goes on running as it is: KUBECONFIG={stage.cluster.kubeconfig}, kubectl in {stage.kit}, "
                      f"logs in {stage.directory}. Ctrl-C ends it.", flush=True)
            _until_interrupted(stage)
        return 0 if good else 1


def _until_interrupted(stage: Stage) -> None:
    try:
        while True:
            time.sleep(1)
            stage.check()
    except KeyboardInterrupt:
        say("demo", "stopping")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="leave everything running after the story")
    keep = parser.parse_args().keep

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    # A shell lets what it starts with & ignore Ctrl-C, and Python keeps to that.
    signal.signal(signal.SIGINT, interrupt)
    os.chdir(Path(__file__).resolve().parent.parent)
    return _run(keep)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    run_main("demo", main)
