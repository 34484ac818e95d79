# SPDX-License-Identifier: Apache-2.0
"""What ships, with versions and ages, and whether the versions that the pom forces are in force and still needed.

    python3 hack/audit.py          # what `make audit` runs: a table, and exit code 1 when an entry of the pom is wrong

It asks no registry. When a library was released is not known here; the table has the latest date inside its jar, which is when
it was built. Jars that are built reproducibly bear a date of their makers' choice: those before 2000 are shown as unknown.
"""
from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import date
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

from console import Failure, run_main

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = ROOT / "target" / "quarkus-app" / "lib"
# The platforms, whose versions are forced where they lag.
_PLATFORMS = ("quarkus-bom", "quarkus-operator-sdk-bom")
_POM = "{http://maven.apache.org/POM/4.0.0}"


class Artifact(NamedTuple):
    """A library: group, name, version."""

    group: str
    name: str
    version: str


class Managed(NamedTuple):
    """What a pom manages: single artifacts, and BOMs that it imports, both in its order."""

    artifacts: List[Artifact]
    imports: List[Artifact]


class Shipped(NamedTuple):
    """A jar of the application: its file, and the latest date in it if that can be believed."""

    file: str
    built: Optional[date]


def parent(pom: str) -> Optional[Artifact]:
    """The parent that a pom names."""
    found = ElementTree.fromstring(pom).find(_POM + "parent")
    return None if found is None else Artifact(*((found.findtext(_POM + part) or "").strip()
                                                 for part in ("groupId", "artifactId", "version")))


def managed(pom: str, inherited: str = "") -> Managed:
    """The dependencyManagement of a pom, filled in with its properties and those of the parent that is given."""
    root = ElementTree.fromstring(pom)
    elements = [*(ElementTree.fromstring(inherited).iterfind(f"{_POM}properties/*") if inherited else ()),
                *root.iterfind(f"{_POM}properties/*")]
    properties = {one.tag[len(_POM):]: (one.text or "").strip() for one in elements}
    properties["project.version"] = root.findtext(f"{_POM}version") or root.findtext(f"{_POM}parent/{_POM}version") or ""
    artifacts, imports = [], []
    for one in root.iterfind(f"{_POM}dependencyManagement/{_POM}dependencies/{_POM}dependency"):
        parts = [_filled((one.findtext(_POM + part) or "").strip(), properties) for part in ("groupId", "artifactId", "version")]
        if one.findtext(_POM + "classifier") is None:
            (imports if one.findtext(_POM + "scope") == "import" else artifacts).append(Artifact(*parts))
    return Managed(artifacts, imports)


def _filled(text: str, properties: Dict[str, str]) -> str:
    for _ in range(5):
        filled = re.sub(r"\$\{([^}]+)}", lambda found: properties.get(found.group(1), found.group(0)), text)
        if filled == text:
            break
        text = filled
    return text


def newer(one: str, other: str) -> bool:
    """Whether the first version is newer than the second; words such as Final say nothing."""
    return _numbers(one) > _numbers(other)


def _numbers(version: str) -> List[int]:
    numbers = [int(part) for part in re.findall(r"\d+", version)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers


def shipped(directory: Path) -> Iterator[Shipped]:
    """Every jar below the directory, by name."""
    for jar in sorted(directory.rglob("*.jar"), key=lambda path: path.name):
        with zipfile.ZipFile(jar) as content:
            latest = max((entry.date_time[:3] for entry in content.infolist()), default=(1980, 1, 1))
        yield Shipped(jar.name, date(*latest) if latest[0] >= 2000 else None)


def parted(file: str) -> Tuple[str, str]:
    """Group with name, and version, of a file that Quarkus named: group.name-version.jar."""
    found = re.fullmatch(r"(.+?)-(\d[^-]*(?:-[A-Za-z0-9.]+)*)\.jar", file)
    return (found.group(1), found.group(2)) if found else (file[:-len(".jar")], "")


def forced(ours: Managed, boms: Dict[str, Managed]) -> List[Artifact]:
    """What the pom forces: its own artifacts, then those of BOMs that are no platform; the first to name one wins."""
    found: Dict[Tuple[str, str], Artifact] = {}
    for artifact in [*ours.artifacts, *(one for bom in ours.imports if bom.name not in _PLATFORMS
                                        for one in boms[bom.name].artifacts)]:
        found.setdefault(artifact[:2], artifact)
    return list(found.values())


def problems(ours: Managed, boms: Dict[str, Managed], files: List[str]) -> List[str]:
    """Sentences on every version that is forced and not packaged, or that a platform has by itself by now."""
    packaged = {name: version for name, version in map(parted, files)}
    platform = {artifact[:2]: (bom, artifact.version) for bom in reversed(_PLATFORMS) if bom in boms
                for artifact in boms[bom].artifacts}
    own = {artifact[:2] for artifact in ours.artifacts}
    told = []
    for artifact in forced(ours, boms):
        name = f"{artifact.group}.{artifact.name}"
        if name not in packaged:
            if artifact[:2] in own:
                told.append(f"{name} {artifact.version} is forced and not packaged: take it out of dependencyManagement")
        elif packaged[name] != artifact.version:
            told.append(f"{name} is forced to {artifact.version} and packaged as {packaged[name]}")
        if artifact[:2] in own or name in packaged:
            bom, there = platform.get(artifact[:2], ("", ""))
            if there and not newer(artifact.version, there):
                told.append(f"{name} is forced to {artifact.version}, and {bom} has {there} by itself: take it out")
    return told


def table(libraries: List[Shipped], names: Dict[str, str], today: date) -> List[str]:
    """A line for each library: name, version, when it was built and how many months ago, what the platform has instead."""
    lines = [f"{'library':72} {'version':18} {'built':10} {'months':>6}  platform has"]
    for library in libraries:
        name, version = parted(library.file)
        built, months = ("unknown", "") if library.built is None else (
            str(library.built), str(max(0, (today - library.built).days // 30)))
        lines.append(f"{name:72} {version:18} {built:10} {months:>6}  {names.get(name, '')}".rstrip())
    return lines


def _bom(repository: Path, bom: Artifact) -> Managed:
    pom = _text(repository, bom)
    above = parent(pom)
    return managed(pom, _text(repository, above) if above else "")


def _text(repository: Path, bom: Artifact) -> str:
    path = repository.joinpath(*bom.group.split("."), bom.name, bom.version, f"{bom.name}-{bom.version}.pom")
    try:
        return path.read_text(encoding="utf-8")
    except OSError as missing:
        raise Failure(f"there is no {path}", "run make build first; --repository names Maven's local repository") from missing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repository", type=Path, default=Path.home() / ".m2" / "repository", help="Maven's local repository")
    asked = parser.parse_args()
    libraries = list(shipped(LIBRARIES)) if LIBRARIES.is_dir() else []
    if not libraries:
        raise Failure(f"there is nothing in {LIBRARIES}", "run make build first")
    ours = managed((ROOT / "pom.xml").read_text(encoding="utf-8"))
    boms = {bom.name: _bom(asked.repository, bom) for bom in ours.imports}
    platform = {f"{one.group}.{one.name}": one.version for bom in reversed(_PLATFORMS) for one in boms[bom].artifacts}
    over = {f"{one.group}.{one.name}": platform[f"{one.group}.{one.name}"] for one in forced(ours, boms)
            if f"{one.group}.{one.name}" in platform}
    print("\n".join(table(libraries, over, date.today())))
    wrong = problems(ours, boms, [library.file for library in libraries])
    print(f"\n{len(libraries)} libraries, {sum(parted(one.file)[0] in over for one in libraries)} of them newer than the platform has them")
    for problem in wrong:
        print(f"WRONG  {problem}")
    return 1 if wrong else 0


if __name__ == "__main__":
    run_main("audit", main)
