# SPDX-License-Identifier: Apache-2.0
"""What a release says of itself, from CHANGELOG.md.

    python3 hack/release.py notes 0.1.0        # the section of that version; `unreleased` for what is coming
"""
from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Dict

from console import Failure, run_main

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"
# `## 0.1.0`, `## [0.1.0]`, `## 0.1.0 - 2026-12-01`, `## Unreleased`
_HEADING = re.compile(r"^## +\[?([^\]\s]+)\]?(?: +[-–] +\S.*)?$")


def sections(text: str) -> Dict[str, str]:
    """What stands under each version, by its name in lower case; links at the end of the file belong to none."""
    found: Dict[str, str] = {}
    name, lines = "", []  # type: str, list[str]
    for line in [*text.splitlines(), "## end"]:
        heading = _HEADING.match(line)
        if not heading:
            lines.append(line)
            continue
        if name:
            if name in found:
                raise Failure(f"CHANGELOG.md has two sections for {name}", "join them")
            found[name] = re.sub(r"(?m)^\[[^\]]+\]: .*$", "", "\n".join(lines)).strip()
        name, lines = heading.group(1).lower(), []
    return found


def notes(text: str, version: str) -> str:
    """The section of a version, a Failure when there is none or nothing in it."""
    found = sections(text)
    wanted = version.lower()
    if wanted.startswith("v") and wanted not in found:
        wanted = wanted[1:]
    if wanted not in found:
        raise Failure(f"CHANGELOG.md has no section for {version} (it has: {', '.join(found) or 'none'})",
                      f"head what was released with: ## {wanted} - <date>")
    if not found[wanted]:
        raise Failure(f"the section for {version} in CHANGELOG.md is empty", "say what changed for those who run it")
    return found[wanted]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="notes")
    command = commands.add_parser("notes", help="print the notes of a release as Markdown")
    command.add_argument("version", help="such as 0.1.0, or unreleased")
    print(notes(CHANGELOG.read_text(encoding="utf-8"), parser.parse_args().version))
    return 0


if __name__ == "__main__":
    run_main("release", main)
