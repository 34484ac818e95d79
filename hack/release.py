# SPDX-License-Identifier: Apache-2.0
"""What a release says of itself, and the archive of the command line.

    python3 hack/release.py notes 0.1.0        # the section of that version; `unreleased` for what is coming
    python3 hack/release.py archive            # target/release/apiaccess-<version>.tar.gz, from what is built
    python3 hack/release.py krew <archive> --uri <where it will be> --homepage <url>
"""
from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import re
import tarfile
from pathlib import Path
from typing import Dict, List, Tuple

from console import Failure, run_main
from image import version

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG = ROOT / "CHANGELOG.md"
KREW = ROOT / "deploy" / "krew" / "apiaccess.yaml"
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


def contents(root: Path) -> List[Tuple[str, Path]]:
    """What the command line consists of, by its name in the archive, in order."""
    application = root / "target" / "quarkus-app"
    if not (application / "quarkus-run.jar").is_file():
        raise Failure(f"there is no {application}", "make build")
    files = {name: root / name for name in ("bin/apiaccess", "bin/kubectl-apiaccess", "LICENSE")}
    files.update({f"quarkus-app/{path.relative_to(application)}": path
                  for path in application.rglob("*") if path.is_file()})
    files.update({f"emulator/{path.name}": path for path in (root / "target" / "emulator").glob("*-emulator.jar")})
    return sorted(files.items())


def pack(root: Path, archive: Path) -> None:
    """Writes the archive; the same files give the same bytes."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with archive.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as zipped, \
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in contents(root):
            entry = tarfile.TarInfo(name)
            if path.is_symlink():
                entry.type, entry.linkname, entry.mode = tarfile.SYMTYPE, str(path.readlink()), 0o777
                tar.addfile(entry)
                continue
            data = path.read_bytes()
            entry.size, entry.mode = len(data), 0o755 if name.startswith("bin/") else 0o644
            tar.addfile(entry, io.BytesIO(data))


def krew(template: str, archive: Path, uri: str, homepage: str) -> str:
    """The krew manifest for an archive that is there."""
    if not archive.is_file():
        raise Failure(f"there is no {archive}", "python3 hack/release.py archive")
    found = re.fullmatch(r"apiaccess-(.+)\.tar\.gz", archive.name)
    if not found or not re.fullmatch(r"\d+\.\d+\.\d+", found.group(1)):
        raise Failure(f"{archive.name} is no archive of a release", "name apiaccess-<major>.<minor>.<patch>.tar.gz")
    if not uri.startswith("https://") or not homepage.startswith("https://"):
        raise Failure("krew takes https only", "give --uri and --homepage as https://...")
    told = {"version": f"v{found.group(1)}", "homepage": homepage, "uri": uri,
            "sha256": hashlib.sha256(archive.read_bytes()).hexdigest()}
    kept = [line for line in template.splitlines() if not line.startswith("# A template:")]
    return re.sub(r"\{(\w+)\}", lambda match: told[match.group(1)], "\n".join(kept))


def _notes(arguments: argparse.Namespace) -> str:
    return notes(CHANGELOG.read_text(encoding="utf-8"), arguments.version)


def _archive(_: argparse.Namespace) -> str:
    built = version((ROOT / "pom.xml").read_text(encoding="utf-8"))
    archive = ROOT / "target" / "release" / f"apiaccess-{built}.tar.gz"
    pack(ROOT, archive)
    return str(archive)


def _krew(arguments: argparse.Namespace) -> str:
    return krew(KREW.read_text(encoding="utf-8"), arguments.archive, arguments.uri, arguments.homepage)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="notes|archive|krew")
    command = commands.add_parser("notes", help="print the notes of a release as Markdown")
    command.add_argument("version", help="such as 0.1.0, or unreleased")
    command.set_defaults(run=_notes)
    commands.add_parser("archive", help="pack the command line, which make build built").set_defaults(run=_archive)
    command = commands.add_parser("krew", help="print the krew manifest for an archive")
    command.add_argument("archive", type=Path, help="apiaccess-<version>.tar.gz")
    command.add_argument("--uri", required=True, help="where the archive will be found")
    command.add_argument("--homepage", required=True, help="where people read about it")
    command.set_defaults(run=_krew)
    arguments = parser.parse_args()
    print(arguments.run(arguments))
    return 0


if __name__ == "__main__":
    run_main("release", main)
