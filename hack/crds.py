#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Copies the CRDs that the last build generated from the Java records (target/kubernetes) to crds/.

    make crds
"""
from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIX = ".apiaccess.dev-v1.yml"
HEADER = """\
# SPDX-License-Identifier: Apache-2.0
# Generated from the records in dev.apiaccess.api; change those and run `make crds`.
"""


def main() -> int:
    generated = sorted((ROOT / "target" / "kubernetes").glob(f"*{SUFFIX}"))
    if not generated:
        print("crds: target/kubernetes has no CRDs; run make crds, which builds first", file=sys.stderr)
        return 1
    directory = ROOT / "crds"
    directory.mkdir(exist_ok=True)
    wanted = {directory / (source.name.removesuffix(SUFFIX) + ".yaml"): source for source in generated}
    for old in set(directory.glob("*.yaml")) - set(wanted):
        old.unlink()
        print(f"crds: removed {old.relative_to(ROOT)}")
    for target, source in wanted.items():
        body = "".join(line for line in source.read_text().splitlines(keepends=True) if not line.startswith("#"))
        text = HEADER + body
        if not target.exists() or target.read_text() != text:
            target.write_text(text)
            print(f"crds: wrote {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
