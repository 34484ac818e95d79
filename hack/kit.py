# SPDX-License-Identifier: Apache-2.0
"""Finds or builds the control plane's binaries and prints the directory that holds all four.

Looked for in this order: the override directory ($APIACCESS_KIT, else $KUBEBUILDER_ASSETS), the cache, a build
from the Go modules in `hack/kit`. An override that lacks some of them is completed, not refused: what
`setup-envtest` installs, for one, has no kube-controller-manager.
"""
from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import List, Mapping, Optional, Tuple

import cache
import kitbuild
from console import Failure, run_main, say
from kitbuild import BINARIES

OVERRIDES = ("APIACCESS_KIT", "KUBEBUILDER_ASSETS")


def missing(directory: Path) -> List[str]:
    """The binaries that are not there or cannot be executed."""
    return [name for name in BINARIES
            if not ((directory / name).is_file() and os.access(directory / name, os.X_OK))]


def override(environment: Mapping[str, str]) -> Optional[Tuple[str, Path]]:
    """The variable that names an override directory and that directory; a Failure when it is not a directory."""
    for variable in OVERRIDES:
        value = environment.get(variable)
        if value:
            directory = Path(value).expanduser().resolve()
            if not directory.is_dir():
                raise Failure(f"{variable}={value} is not a directory",
                              f"put {', '.join(BINARIES)} there, or unset {variable} to have them built")
            return variable, directory
    return None


def where(environment: Mapping[str, str] = os.environ) -> Path:
    """The directory that holds the binaries, or will hold them after a build."""
    chosen = override(environment)
    if chosen is None:
        return kitbuild.directory()
    directory = chosen[1]
    return _completed(directory) if missing(directory) else directory


def provide(environment: Mapping[str, str] = os.environ) -> Path:
    """The directory that holds the binaries; builds those that are missing."""
    chosen = override(environment)
    if chosen is None:
        built = kitbuild.directory()
        kitbuild.build(missing(built))
        return built
    variable, directory = chosen
    absent = missing(directory)
    if not absent:
        return directory
    say("kit", f"{variable}={directory} lacks {', '.join(absent)}; using "
               f"{'ours' if len(absent) == len(BINARIES) else 'the rest from there and ours'} ({kitbuild.VERSION})")
    built = kitbuild.directory()
    kitbuild.build([name for name in absent if name in missing(built)])
    together = _completed(directory)
    together.mkdir(parents=True, exist_ok=True)
    for name in BINARIES:
        _link((built if name in absent else directory) / name, together / name)
    return together


def _completed(directory: Path) -> Path:
    """Where links to the override's binaries and to our own lie side by side."""
    built = kitbuild.directory()
    return built.parent / f"{built.name}-with-{cache.fingerprint([str(directory).encode()])}"


def _link(target: Path, link: Path) -> None:
    temporary = link.with_name(f".{link.name}.{os.getpid()}")
    temporary.symlink_to(target)
    temporary.replace(link)


def main() -> int:
    parser = argparse.ArgumentParser(description="Prints the directory that holds " + ", ".join(BINARIES)
                                     + "; builds them when missing (6 to 10 minutes on two cores, once).")
    parser.add_argument("--where", action="store_true",
                        help="only print the directory, build nothing; exit code 1 when binaries are missing")
    if parser.parse_args().where:
        directory = where()
        print(directory)
        absent = missing(directory)
        if absent:
            say("kit", f"not built yet: {', '.join(absent)}")
        return 1 if absent else 0
    print(provide())
    return 0


if __name__ == "__main__":
    run_main("kit", main)
