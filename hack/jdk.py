# SPDX-License-Identifier: Apache-2.0
"""Finds a JDK that can build this project and prints its home.

A JDK is judged by its `release` file, without starting it: JAVA_HOME first, then the `java` on the PATH, then the
usual places, in which the version that the project is built with wins over newer ones.
"""
from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Iterable, Iterator, List, Mapping, NamedTuple, Optional, Tuple

from console import Failure, run_main

WANTED = 25
# Directories whose children are JDK homes, and on macOS bundles around them.
_PLACES = ("/usr/lib/jvm", "~/.sdkman/candidates/java", "/Library/Java/JavaVirtualMachines",
           "~/Library/Java/JavaVirtualMachines", "~/.jdks")
_RELEASE = re.compile(r'^JAVA_VERSION="?(\d+)(?:\.(\d+))?', re.M)


class Jdk(NamedTuple):
    """A JDK's home and its feature release, such as 25."""

    home: Path
    feature: int


def read(home: Path) -> Optional[Jdk]:
    """The JDK at this home; None when there is none, or only a runtime without a compiler."""
    if not os.access(home / "bin" / "javac", os.X_OK):
        return None
    try:
        found = _RELEASE.search((home / "release").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    if not found:
        return None
    first, second = int(found.group(1)), int(found.group(2) or 0)
    return Jdk(home, second if first == 1 else first)


def candidates(environment: Mapping[str, str], places: Iterable[str] = _PLACES) -> Iterator[Jdk]:
    """Every JDK to be found, the preferred ones first."""
    homes: List[Path] = []
    if environment.get("JAVA_HOME"):
        homes.append(Path(environment["JAVA_HOME"]))
    java = shutil.which("java", path=environment.get("PATH", ""))
    if java:
        homes.append(Path(java).resolve().parent.parent)
    for home in homes:
        jdk = read(home)
        if jdk:
            yield jdk
    yield from sorted((jdk for place in places for jdk in _children(place, environment)), key=_preference)


def _children(place: str, environment: Mapping[str, str]) -> Iterator[Jdk]:
    directory = Path(place.replace("~", environment.get("HOME", os.path.expanduser("~")), 1))
    for child in sorted(directory.glob("*")) if directory.is_dir() else ():
        jdk = read(child) or read(child / "Contents" / "Home")
        if jdk:
            yield jdk


def _preference(jdk: Jdk) -> Tuple[bool, int]:
    return jdk.feature < WANTED, abs(jdk.feature - WANTED)


def find(environment: Mapping[str, str] = os.environ, places: Iterable[str] = _PLACES) -> Path:
    """The home of the best JDK; a Failure that names the ones that are too old when there is none."""
    too_old = []
    for jdk in candidates(environment, places):
        if jdk.feature >= WANTED:
            return jdk.home
        too_old.append(f"{jdk.home} is {jdk.feature}")
    seen = f" (found: {', '.join(dict.fromkeys(too_old))})" if too_old else ""
    raise Failure(f"no JDK >= {WANTED} found{seen}",
                  f"install one, for instance Eclipse Temurin {WANTED}; set JAVA_HOME if it lies in an unusual place")


def main() -> int:
    print(find())
    return 0


if __name__ == "__main__":
    run_main("jdk", main)
