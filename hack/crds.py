#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Copies the CRDs that the last build generated from the Java records (target/kubernetes) to crds/ and into the chart.

    make crds
"""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Dict

ROOT = Path(__file__).resolve().parent.parent
CRDS, TEMPLATES = ROOT / "crds", ROOT / "helm" / "apiaccess" / "templates" / "crds"
SUFFIX = ".apiaccess.dev-v1.yml"
HEADER = """\
# SPDX-License-Identifier: Apache-2.0
# Generated from the records in dev.apiaccess.api; change those and run `make crds`.
"""
CHART_HEADER = """\
{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- /* Generated from crds/ by `make crds`. */ -}}
{{- if .Values.crds.install }}
"""
# Helm would delete the CRDs, and with them every object in the cluster, when the release goes.
CHART_METADATA = """\
metadata:
  annotations:
    helm.sh/resource-policy: keep
  labels:
    {{- include "apiaccess.labels" . | nindent 4 }}
"""


def template(crd: str) -> str:
    """The chart's template of a committed CRD."""
    body = crd.removeprefix(HEADER)
    if "{{" in body or body.count("\nmetadata:\n") != 1:
        raise ValueError("a CRD that cannot become a template as it is")
    return CHART_HEADER + body.replace("metadata:\n", CHART_METADATA, 1) + "{{- end }}\n"


def write(wanted: Dict[Path, str], directory: Path, tag: str = "crds") -> None:
    """Makes a directory hold these YAML files and no others."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in set(directory.glob("*.yaml")) - set(wanted):
        old.unlink()
        print(f"{tag}: removed {old.relative_to(ROOT)}")
    for target, text in wanted.items():
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
            print(f"{tag}: wrote {target.relative_to(ROOT)}")


def templates() -> Dict[Path, str]:
    """The chart's templates of the committed CRDs by where they belong."""
    return {TEMPLATES / crd.name: template(crd.read_text(encoding="utf-8")) for crd in sorted(CRDS.glob("*.yaml"))}


def main() -> int:
    generated = sorted((ROOT / "target" / "kubernetes").glob(f"*{SUFFIX}"))
    if not generated:
        print("crds: target/kubernetes has no CRDs; run make crds, which builds first", file=sys.stderr)
        return 1
    bodies = {source.name.removesuffix(SUFFIX): "".join(
        line for line in source.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("#"))
        for source in generated}
    write({CRDS / f"{name}.yaml": HEADER + body for name, body in bodies.items()}, CRDS)
    write(templates(), TEMPLATES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
