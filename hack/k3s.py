# SPDX-License-Identifier: Apache-2.0
"""The operator suites on k3s in a container; what `make test-k3s` runs.

The image is $K3S_IMAGE, by default the k3s of the version that the other tests have. Where it cannot be had, or the
engine refuses privileged containers, which k3s needs, a stand-in is built from the kit's binaries: an API server and
controllers without nodes. The report says which of the two it was. $K3S takes `auto`, `real` or `standin`.
"""
from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
import time
import uuid
from pathlib import Path
from typing import Dict, List, Mapping, NamedTuple

import engine
import jdk
import kit
import kitbuild
import maven
import reports
import tools
from console import Failure, duration, run_main, say
from engine import Engine
from reports import Suite

REPORTS = Path(__file__).resolve().parent.parent / "target" / "failsafe-reports"
REAL = f"rancher/k3s:{kitbuild.VERSION}-k3s1"
STANDIN = f"apiaccess/k3s-standin:{kitbuild.VERSION}"
LABEL = "dev.apiaccess.tests"
# Of the suites in `acceptance` these need no cluster, or control planes of their own with flags that k3s has not.
LEFT_OUT = ("MotoIT", "SettingsIT", "StartIT")
_PARTS = ("etcd", "kube-apiserver", "kube-controller-manager")


class Chosen(NamedTuple):
    """The image that is run; `instead` says why it is not k3s, and is empty when it is."""

    image: str
    privileged: bool
    instead: str

    @property
    def name(self) -> str:
        """What a suite is called in the summary."""
        return "k3s stand-in" if self.instead else "k3s"


def choose(wanted: str, image: str, missing: str, refused: str) -> Chosen:
    """The image for what is `wanted`; `missing` and `refused` say why the image or privileged containers are not to be
    had, and are empty otherwise."""
    if wanted == "standin":
        return Chosen(STANDIN, False, "asked for with K3S=standin")
    trouble = missing or refused
    if not trouble:
        return Chosen(image, True, "")
    if wanted == "real":
        raise Failure(f"{image} cannot run here: {trouble}",
                      "make the image available (K3S_IMAGE names another) and allow privileged containers, "
                      "or let K3S=auto take a stand-in")
    return Chosen(STANDIN, False, f"{image} cannot run here: {trouble}")


def look(found: Engine, wanted: str, image: str) -> Chosen:
    """Asks the engine for the image, and whether it may be run as k3s needs it."""
    if wanted not in ("auto", "real", "standin"):
        raise Failure(f"K3S is '{wanted}'", "it takes auto, real or standin")
    if wanted == "standin":
        return choose(wanted, image, "", "")
    missing, refused = "", ""
    if found.try_("image", "inspect", image) is None:
        say("k3s", f"pulling {image}")
        missing = found.why_not("pull", "-q", image)
    if not missing:
        refused = found.why_not("run", "--rm", "--privileged", "--user", "0", "--network", "none", image, "--version")
    return choose(wanted, image, missing, refused)


def build_standin(found: Engine) -> None:
    """Makes the stand-in's image: static binaries and their entry point, nothing else."""
    binaries = kit.provide()
    entry = kitbuild.directory(kitbuild.STANDIN)
    kitbuild.build([name for name in kitbuild.STANDIN.binaries if not (entry / name).exists()], kitbuild.STANDIN)
    started = time.monotonic()
    with tempfile.TemporaryFile() as layer:
        with tarfile.open(fileobj=layer, mode="w") as tar:
            for name in ("tmp", "var", "etc"):
                directory = tarfile.TarInfo(name)
                directory.type, directory.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
                tar.addfile(directory)
            for file in (*(binaries / part for part in _PARTS), entry / "standin"):
                # The cache may hold links to an override's binaries.
                tar.add(file.resolve(), arcname=file.name)
        layer.seek(0)
        found.do("import", "--change", 'ENTRYPOINT ["/standin"]', "-", STANDIN, stdin=layer)
    say("k3s", f"made {STANDIN} in {duration(time.monotonic() - started)}")


def properties(chosen: Chosen, run: str) -> List[str]:
    """What Maven is told."""
    suites = ",".join(["dev/apiaccess/acceptance/*IT", *(f"!{name}" for name in LEFT_OUT)])
    return ["-DskipITs=false", f"-Dit.test={suites}", "-Dfailsafe.failIfNoSpecifiedTests=true",
            "-Dtest=NoUnitTests", "-Dsurefire.failIfNoSpecifiedTests=false", "-Djacoco.skip=true",
            "-Dspotless.check.skip=true", "-Dcyclonedx.skip=true", "-Dapiaccess.control-plane=k3s",
            f"-Dapiaccess.k3s.image={chosen.image}", f"-Dapiaccess.k3s.privileged={str(chosen.privileged).lower()}",
            f"-Dapiaccess.k3s.run={run}"]


def helpers() -> List[str]:
    """Where kubectl and the witnesses are that some suites ask, as far as they are built."""
    found = [("kit", kit.where(), kit.missing(kit.where())), ("tools", tools.where(), tools.missing(tools.where()))]
    for name, _, absent in found:
        if absent:
            say("k3s", f"not built: {', '.join(absent)}; suites that need them are skipped (make {name})")
    return [f"-Dapiaccess.{name}={directory}" for name, directory, absent in found if not absent]


def environment(chosen: Chosen, host_is_here: bool) -> Mapping[str, str]:
    """What Testcontainers is told: containers are removed by us, and nothing is pulled beside what was chosen."""
    told: Dict[str, str] = {"TESTCONTAINERS_RYUK_DISABLED": "true"}
    if chosen.instead:
        told["TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE"] = chosen.image
        if host_is_here:
            told["TESTCONTAINERS_HOST_OVERRIDE"] = "localhost"
    return told


def _remove(found: Engine, run: str) -> None:
    left = (found.try_("ps", "-aq", "--filter", f"label={LABEL}={run}") or "").split()
    if left:
        found.try_("rm", "-f", "-v", *left)


def _suites(code: int, chosen: Chosen) -> List[Suite]:
    suites = reports.read(REPORTS, lambda owner: f"{chosen.name} {owner.partition('$')[0].rpartition('.')[2]}")
    if code and not any(suite.failures for suite in suites):
        suites.append(Suite.failed("maven verify", f"exit code {code}: see Maven's errors above"))
    return suites


def main() -> int:
    started = time.monotonic()
    jdk.find()
    maven.maven()
    found = engine.find()
    chosen = look(found, os.environ.get("K3S") or "auto", os.environ.get("K3S_IMAGE") or REAL)
    told = f"a stand-in for k3s ({', '.join(_PARTS)} {kitbuild.VERSION}, no nodes, no pods): {chosen.instead}" \
        if chosen.instead else f"k3s, image {chosen.image}"
    say("k3s", told)
    if chosen.instead:
        build_standin(found)
    shutil.rmtree(REPORTS, ignore_errors=True)
    os.environ.update(environment(chosen, found.host_is_here()))
    run = uuid.uuid4().hex[:12]
    try:
        code = maven.run(["verify", *properties(chosen, run), *helpers()])
    finally:
        _remove(found, run)
    table, good = reports.summary(_suites(code, chosen), os.environ.get("STRICT", "") not in ("", "0"))
    say("k3s", f"took {duration(time.monotonic() - started)}")
    print(f"{table}\nran on {told}\nleft out: {', '.join(LEFT_OUT)} (docs/testing.md says why)", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    run_main("k3s", main)
