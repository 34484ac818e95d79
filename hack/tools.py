# SPDX-License-Identifier: Apache-2.0
"""Finds or builds the tools that tests run beside the control plane, and prints the directory that holds them.

Looked for in this order: the override directory ($APIACCESS_TOOLS), the cache, a build from the Go
modules `hack/kit/tools` and `hack/kit/rules`.
"""
from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import List, Mapping

import kitbuild
from console import Failure, run_main
from kitbuild import TOOLS


def missing(directory: Path) -> List[str]:
    """The tools that are not there or cannot be executed."""
    return [name for name in TOOLS.binaries
            if not ((directory / name).is_file() and os.access(directory / name, os.X_OK))]


def where(environment: Mapping[str, str] = os.environ) -> Path:
    """The directory that holds the tools, or will hold them after a build."""
    chosen = environment.get(TOOLS.override)
    return Path(chosen).expanduser().resolve() if chosen else kitbuild.directory(TOOLS)


def provide(environment: Mapping[str, str] = os.environ) -> Path:
    """The directory that holds the tools; builds those that are missing."""
    directory = where(environment)
    absent = missing(directory)
    if absent and environment.get(TOOLS.override):
        raise Failure(f"{TOOLS.override}={directory} lacks {', '.join(absent)}",
                      f"put them there, or unset {TOOLS.override} to have them built")
    kitbuild.build(absent, TOOLS)
    return directory


def main() -> int:
    argparse.ArgumentParser(description=f"Prints the directory that holds {', '.join(TOOLS.binaries)}; builds them when "
                                        "missing (some minutes on two cores, once).").parse_args()
    print(provide())
    return 0


if __name__ == "__main__":
    run_main("tools", main)
