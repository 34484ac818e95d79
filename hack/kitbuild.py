# SPDX-License-Identifier: Apache-2.0
"""Builds binaries from the Go modules in `hack/kit` into the cache: the control plane's, and the tools of the tests.

The modules' go.sum files fix every source; the binaries are static and carry the version they were built from.
"""
from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Deque, Dict, List, NamedTuple, Sequence, Tuple

import cache
from console import Failure, Heartbeat, duration, say

SOURCES = Path(__file__).resolve().parent / "kit"
VERSION = "v1.36.3"
HELM_VERSION = "v4.2.4"
_ATTEMPTS = 3


def _stamps(version: str) -> str:
    major, minor = version.lstrip("v").split(".")[:2]
    values = {"gitVersion": version, "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean",
              "gitCommit": "gomod", "buildDate": "1970-01-01T00:00:00Z"}
    return " ".join(f"-X {package}.{key}={value}"
                    for package in ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
                    for key, value in values.items())


class Module(NamedTuple):
    """A Go module of `hack/kit`: its directory, linker flags, and the package behind each binary."""

    name: str
    ldflags: str
    packages: Dict[str, str]
    first_build: str

    @property
    def path(self) -> Path:
        return SOURCES / self.name


class Kit(NamedTuple):
    """Binaries that lie in one directory of the cache, and the variable that names a directory to take instead."""

    name: str
    version: str
    modules: Tuple[Module, ...]
    override: str

    @property
    def binaries(self) -> Tuple[str, ...]:
        return tuple(name for module in self.modules for name in module.packages)


CONTROL_PLANE = Kit("kit", VERSION, (
    Module("etcd", "-s -w", {"etcd": "go.etcd.io/etcd/server/v3"}, "a minute"),
    Module("kube", f"-s -w {_stamps(VERSION)}",
           {name: f"k8s.io/kubernetes/cmd/{name}" for name in ("kube-apiserver", "kube-controller-manager", "kubectl")},
           "6 to 10 minutes"),
), "APIACCESS_KIT")
# What the tests run beside the control plane: Helm as people use it, what Flux and Argo CD make of an object, and
# Prometheus's engine for alerts.
TOOLS = Kit("tools", HELM_VERSION, (
    Module("tools", f"-s -w -X helm.sh/helm/v4/internal/version.version={HELM_VERSION}",
           {"helm": "helm.sh/helm/v4/cmd/helm", "witness": "./witness"}, "5 minutes"),
    Module("rules", "-s -w", {"ruletest": "dev.apiaccess/hack/kit/rules"}, "2 minutes"),
), "APIACCESS_TOOLS")
# The entry point of the image that stands in for k3s.
STANDIN = Kit("standin", VERSION, (Module("standin", "-s -w", {"standin": "."}, "some seconds"),), "APIACCESS_STANDIN")
BINARIES: Tuple[str, ...] = CONTROL_PLANE.binaries
_FLAGS = ("-mod=readonly", "-trimpath")


def _target() -> Tuple[str, str]:
    """The machine in Go's words, such as linux, amd64."""
    machine = platform.machine().lower()
    return platform.system().lower(), {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


def directory(kit: Kit = CONTROL_PLANE) -> Path:
    """The cache directory of exactly these sources, flags and machine."""
    parts: List[bytes] = []
    for module in kit.modules:
        sources = sorted(file for file in module.path.rglob("*") if file.is_file())
        parts += [file.read_bytes() for file in sources if file.suffix == ".go" or file.name in ("go.mod", "go.sum")]
        parts += [" ".join((*_FLAGS, module.ldflags, *module.packages)).encode()]
    return cache.root() / kit.name / "-".join((kit.version, cache.fingerprint(parts), *_target()))


def build(names: Sequence[str], kit: Kit = CONTROL_PLANE) -> None:
    """Builds the named binaries into the kit's `directory`; those already there are left alone."""
    if not names:
        return
    go = shutil.which("go")
    if go is None:
        raise Failure(f"no Go found, which is needed to build {', '.join(names)}",
                      f"install Go >= {_needed_go(kit)}, or set {_instead(kit)}")
    final = directory(kit)
    final.mkdir(parents=True, exist_ok=True)
    with cache.locked(final.with_name(final.name + ".lock"), "kit", "is building the same binaries"):
        for left_behind in final.parent.glob(f"{_staging(final)}*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        for module in kit.modules:
            wanted = [name for name in module.packages if name in names and not (final / name).exists()]
            if wanted:
                _build_module(go, kit, module, wanted, final)


def _staging(final: Path) -> str:
    """How the names of directories begin in which binaries of `final` are made before they are moved there."""
    return f".building-{final.name}-"


def _instead(kit: Kit) -> str:
    return f"{kit.override} to a directory with {', '.join(kit.binaries)}"


def _needed_go(kit: Kit) -> str:
    found = re.search(r"^go (\d+\.\d+)", (kit.modules[-1].path / "go.mod").read_text(encoding="utf-8"), re.M)
    return found.group(1) if found else "1.26"


def _build_module(go: str, kit: Kit, module: Module, wanted: Sequence[str], final: Path) -> None:
    packages = [module.packages[name] for name in wanted]
    say("kit", f"building {', '.join(wanted)} from Go modules: about {module.first_build} on two cores the first time "
               f"(and up to 6 GB in Go's own caches), then cached")
    started = time.monotonic()
    total = _fetch(go, kit, module, packages)
    staging = Path(tempfile.mkdtemp(prefix=_staging(final), dir=final.parent))
    try:
        command = [go, "build", "-v", *_FLAGS, f"-ldflags={module.ldflags}", "-o", f"{staging}/"]
        # etcd's main package is the root of a module named v3: a single binary gets its name from us.
        command[-1] += wanted[0] if len(wanted) == 1 else ""
        _go(command + packages, kit, module, f"compiling {', '.join(wanted)}", total)
        for name in wanted:
            (staging / name).replace(final / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    say("kit", f"built {', '.join(wanted)} in {duration(time.monotonic() - started)}: {final}")


def _fetch(go: str, kit: Kit, module: Module, packages: Sequence[str]) -> int:
    """Downloads every module the packages need, and counts the packages; the network gets three chances."""
    command = [go, "list", "-mod=readonly", "-deps", *packages]
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return len(_go(command, kit, module, f"fetching the sources of {module.name}", 0))
        except Failure as failure:
            if attempt == _ATTEMPTS:
                raise
            say("kit", f"fetching failed ({failure.evidence[-1] if failure.evidence else failure}); trying again")
            time.sleep(2 * attempt)
    raise AssertionError("unreachable")


def _go(command: Sequence[str], kit: Kit, module: Module, work: str, total: int) -> List[str]:
    """Runs go, shows its progress, returns the names of packages it printed."""
    printed: List[str] = []
    tail: Deque[str] = deque(maxlen=25)

    def detail() -> str:
        return f"{len(printed)} of at most {total} packages" if total else ""

    with Heartbeat("kit", work, detail=detail) as beat, subprocess.Popen(
            command, cwd=module.path, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                text = line.rstrip()
                if " " not in text:  # names of packages stand alone, messages have words
                    printed.append(text)
                elif not text.startswith("go: downloading "):
                    tail.append(text)
            code = process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
    if code != 0:
        raise Failure(f"{work} failed after {duration(beat.seconds)} (exit code {code}): {' '.join(command[:3])} ...",
                      "run it again: what was compiled is kept; if Go is too old install Go >= "
                      f"{_needed_go(kit)}; without network set {_instead(kit)}",
                      tail or printed[-5:])
    return printed


def _environment() -> Dict[str, str]:
    system, machine = _target()
    own = {"CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false", "GOWORK": "off", "GOOS": system, "GOARCH": machine}
    return {**os.environ, **own}
