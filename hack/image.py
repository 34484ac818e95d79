# SPDX-License-Identifier: Apache-2.0
"""Builds the image from the Containerfile with the engine that is there; what `make image` runs.

$IMAGE names the result, $BASE_IMAGE and $BUILD_IMAGE take the place of the recipe's own, $AOT=false leaves out the
ahead-of-time cache.
"""
from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import List, Mapping

import engine
from console import Failure, run_main, say

ROOT = Path(__file__).resolve().parent.parent
_ARGUMENTS = ("BASE_IMAGE", "BUILD_IMAGE", "AOT")


def version(pom: str) -> str:
    """The project's version, which stands before any other in the pom."""
    found = re.search(r"<version>([^<]+)</version>", pom)
    if not found:
        raise Failure("pom.xml has no version")
    return found.group(1)


def command(environment: Mapping[str, str], built: str) -> List[str]:
    """The engine's arguments for a build of that version."""
    told = {"VERSION": built, **{name: environment[name] for name in _ARGUMENTS if environment.get(name)}}
    return ["build", "-f", "Containerfile", "-t", environment.get("IMAGE") or f"apiaccess:{built}",
            *[part for name, value in told.items() for part in ("--build-arg", f"{name}={value}")], "."]


def main() -> int:
    found = engine.find()
    arguments = command(os.environ, version((ROOT / "pom.xml").read_text(encoding="utf-8")))
    say("image", f"{found.command} {' '.join(arguments)}")
    return subprocess.run([found.command, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    run_main("image", main)
