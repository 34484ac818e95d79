# SPDX-License-Identifier: Apache-2.0
"""Builds the operator of the version before, for the tests of upgrade and of going back, and prints its directory.

It lies in the cache under its commit: `quarkus-app`, `crds`, `deploy`. The commit is taken from the history of this
checkout; without it (a shallow clone) nothing is printed and the exit code is 3.
"""
from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import cache
import jdk
import maven
from console import Failure, Heartbeat, duration, run_main, say

# The last commit of the version before. It moves when a version is finished.
COMMIT = "f76d3132fdc6fd388354397fdb6925f6ba85d86d"

_ROOT = Path(__file__).resolve().parent.parent
_MARKER = "complete"
_KEPT = ("crds", "deploy")
NO_HISTORY = 3


def directory() -> Path:
    return cache.root() / f"previous-{COMMIT[:12]}"


def known() -> bool:
    """Whether the commit is in the history of this checkout."""
    return subprocess.run(["git", "cat-file", "-e", f"{COMMIT}^{{commit}}"], cwd=_ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def complete() -> bool:
    return (directory() / _MARKER).exists()


def provide() -> Path:
    """The directory with the operator of the version before; builds it when it is missing."""
    final = directory()
    if not complete():
        with cache.locked(final.with_name(final.name + ".lock"), "before", "builds the version before"):
            if not complete():
                _build(final)
    return final


def _build(final: Path) -> None:
    started = time.monotonic()
    say("before", "building the operator of the version before: about a minute, then cached")
    shutil.rmtree(final, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="apiaccess-before-") as place:
        source = Path(place)
        archive = subprocess.run(["git", "archive", COMMIT], cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(source, filter="data")
        with Heartbeat("before", "compiling and packaging"):
            done = subprocess.run([maven.maven(), "-B", "-ntp", "-q", "package", "-Dmaven.test.skip=true"], cwd=source,
                                  env={**os.environ, "JAVA_HOME": str(jdk.find())}, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        if done.returncode != 0:
            raise Failure("the version before does not build", "see the lines above; the network is needed once",
                          done.stdout.splitlines()[-20:])
        final.mkdir(parents=True)
        shutil.copytree(source / "target" / "quarkus-app", final / "quarkus-app")
        for name in _KEPT:
            shutil.copytree(source / name, final / name)
    (final / _MARKER).write_text(COMMIT, encoding="utf-8")
    say("before", f"built in {duration(time.monotonic() - started)}: {final}")


def main() -> int:
    if not complete() and not known():
        say("before", f"commit {COMMIT[:12]} is not in this checkout's history: fetch it (git fetch --unshallow) to test upgrades from it")
        return NO_HISTORY
    print(provide())
    return 0


if __name__ == "__main__":
    sys.exit(run_main("before", main))
