# SPDX-License-Identifier: Apache-2.0
"""What has to be built before the demo can run: the control plane's binaries and the operator, side by side."""
from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Iterator, List

import jdk
import kit
import kitbuild
import maven
from console import Failure, Heartbeat, duration, say

ROOT = Path(__file__).resolve().parent.parent.parent
APPLICATION = ROOT / "target" / "quarkus-app" / "quarkus-run.jar"
COMMAND = ROOT / "bin" / "apiaccess"


def java() -> Path:
    return jdk.find() / "bin" / "java"


def prepare() -> Path:
    """Builds what is missing or old; returns the directory of the binaries."""
    java()
    absent, old = kit.missing(kit.where()), stale(ROOT, APPLICATION)
    print(f"kit    etcd, kube-apiserver {kitbuild.VERSION.lstrip('v')}, controller-manager (namespace, gc), kubectl   "
          f"{'not built yet' if absent else 'cached'}", flush=True)
    say("build", f"control plane: {'to be built, 6 to 10 minutes, once' if absent else 'cached'}; "
                 f"operator: {'to be packaged, about a minute (the first time Maven downloads too)' if old else 'up to date'}")
    failures: List[BaseException] = []
    found: List[Path] = []

    def provide() -> None:
        try:
            found.append(kit.provide())
        except Exception as failure:  # told by the main thread
            failures.append(failure)

    builder = threading.Thread(target=provide, name="kit", daemon=True)
    builder.start()
    if old:
        _package()
    builder.join()
    if failures:
        raise failures[0]
    return found[0]


def stale(root: Path, application: Path) -> bool:
    """Whether the application or the emulator beside it is missing, or a source is newer.

    Directories count: theirs changes when a file goes.
    """
    try:
        built = application.stat().st_mtime
    except OSError:
        return True
    if not any((root / "target" / "emulator").glob("*.jar")):
        return True
    return any(path.stat().st_mtime > built for path in _sources(root))


def _sources(root: Path) -> Iterator[Path]:
    yield root / "pom.xml"
    for part in ("main", "emulator"):
        for directory, _, files in os.walk(root / "src" / part):
            yield Path(directory)
            yield from (Path(directory) / name for name in files)


def _package() -> None:
    started = time.monotonic()
    with Heartbeat("maven", "packaging the operator", every=15):
        code = maven.run(["-q", "package", "-Dmaven.test.skip=true"])
    if code != 0:
        raise Failure(f"Maven ended with exit code {code}", "see its errors above")
    if not APPLICATION.exists():
        raise Failure(f"Maven made no {APPLICATION}", "make clean, then try again")
    # Maven leaves files alone that did not change; the next run asks whether a source is newer than this one.
    os.utime(APPLICATION)
    say("maven", f"packaged in {duration(time.monotonic() - started)}")
