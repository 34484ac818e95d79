# SPDX-License-Identifier: Apache-2.0
"""Writes what follows from the chart: its documentation, its copies of crds/ and deploy/iam, deploy/base, the golden files.

    make chart

The chart is the one source: deploy/base is the rendering of its defaults, without what only Helm reads.
"""
from __future__ import annotations

import argparse
import re
import subprocess
from pathlib import Path
from typing import Dict, List, Tuple

import chartdocs
import crds
import tools
from console import Failure, run_main, say

ROOT = Path(__file__).resolve().parent.parent
CHART, BASE, IAM = ROOT / "helm" / "apiaccess", ROOT / "deploy" / "base", ROOT / "deploy" / "iam"
GOLDEN = ROOT / "hack" / "tests" / "golden" / "chart"
NAMESPACE, RELEASE = "apiaccess-system", "apiaccess"
_PLACEHOLDER = "cluster-id"
_LICENSE = "# SPDX-License-Identifier: Apache-2.0\n"
_GENERATED = "# Rendered from helm/apiaccess by `make chart`; change it there.\n"
_HELMS_OWN = re.compile(r"^ +(app\.kubernetes\.io/managed-by: Helm|helm\.sh/chart: .*)\n", re.MULTILINE)
_SOURCE = re.compile(r"^# Source: [^/]+/templates/(\S+)\n", re.MULTILINE)
_NAMESPACE = f"""\
apiVersion: v1
kind: Namespace
metadata:
  name: {NAMESPACE}
  labels:
    pod-security.kubernetes.io/enforce: restricted
"""
_CHOOSE = f"""\
            # Choose it once, different for every cluster that shares an AWS account, and never change it; overlays/example
            # shows how. Without it the operator does not start.
            - name: APIACCESS_CLUSTER_ID
              value: ""
"""


def helm(*arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """Runs Helm; a Failure with its stderr when it fails and `check` is set."""
    done = subprocess.run([str(tools.provide() / "helm"), *arguments], text=True, stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)
    if check and done.returncode != 0:
        raise Failure(f"helm {' '.join(arguments)} failed", "", done.stderr.splitlines())
    return done


def render(*arguments: str) -> List[Tuple[str, str]]:
    """The manifests of the chart, each with the name of its template, in a stable order."""
    text = helm("template", RELEASE, str(CHART), "--namespace", NAMESPACE, *arguments).stdout
    documents: List[Tuple[str, str]] = []
    for part in re.split(r"^---\n", text, flags=re.MULTILINE):
        source = _SOURCE.search(part)
        if source:
            body = _SOURCE.sub("", part).strip("\n") + "\n"
            documents.append((source.group(1), body))
    return sorted(documents, key=lambda document: document[0])


def base() -> Dict[Path, str]:
    """The files of deploy/base: the defaults without CRDs, which are applied by themselves, and without Helm's hooks."""
    found: Dict[str, List[str]] = {}
    for name, body in render("--set", f"clusterId={_PLACEHOLDER}", "--set", "crds.install=false"):
        if "helm.sh/hook" not in body:
            found.setdefault(name.replace("/", "-"), []).append(_plain(body))
    files = {name: _LICENSE + _GENERATED + "---\n".join(bodies) for name, bodies in found.items()}
    files["namespace.yaml"] = _LICENSE + _GENERATED + _NAMESPACE
    listed = sorted(files, key=lambda name: (name != "namespace.yaml", name))
    files["kustomization.yaml"] = (
        f"{_LICENSE}# The CRDs come first, and by themselves: kubectl apply --server-side -f crds/\n"
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
        + "".join(f"  - {name}\n" for name in listed))
    return {BASE / name: text for name, text in files.items()}


def _plain(body: str) -> str:
    """A manifest without what only Helm reads, and with the cluster's id to be chosen."""
    plain = _HELMS_OWN.sub("", body)
    return re.sub(rf' +- name: APIACCESS_CLUSTER_ID\n +value: "{_PLACEHOLDER}"\n', _CHOOSE, plain)


def cases() -> Dict[str, Path]:
    """The example values by name."""
    return {file.name.removesuffix("-values.yaml"): file for file in sorted((CHART / "ci").glob("*-values.yaml"))}


def golden() -> Dict[Path, str]:
    """What the example values render to: of the minimal ones all but the CRDs, of others what differs from that."""
    wanted: Dict[Path, str] = {}
    plain = _named("minimal")
    for case in cases():
        documents = plain if case == "minimal" else _named(case)
        lines = [] if case == "minimal" else [f"# not there: {name}\n" for name in plain if name not in documents]
        shown = [body for name, body in documents.items() if case == "minimal" or plain.get(name) != body]
        wanted[GOLDEN / f"{case}.yaml"] = _LICENSE + "".join(lines) + "---\n".join(shown)
    return wanted


def _named(case: str) -> Dict[str, str]:
    """The manifests of a case by kind and name, without CRDs."""
    found: Dict[str, str] = {}
    for template, body in render("-f", str(cases()[case])):
        if not template.startswith("crds/"):
            kind, name = re.search(r"^kind: (\S+)$", body, re.MULTILINE), re.search(r"^  name: (\S+)$", body, re.MULTILINE)
            namespace = re.search(r"^  namespace: (\S+)$", body, re.MULTILINE)
            assert kind and name, body
            place = f" in {namespace.group(1)}" if namespace and namespace.group(1) != NAMESPACE else ""
            found[f"{kind.group(1)} {name.group(1)}{place}"] = body
    return found


def wanted() -> Dict[Path, str]:
    """Every file that follows from others."""
    copies = {CHART / "files" / "iam" / file.name: file.read_text(encoding="utf-8") for file in sorted(IAM.glob("*.json"))}
    return {**copies, **crds.templates(), CHART / "README.md": chartdocs.readme(CHART), **base(), **golden()}


def stale() -> List[str]:
    """Files that are not as they follow from the chart, and files that do not belong there."""
    files = wanted()
    old = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return sorted(str(path.relative_to(ROOT)) for path in [*old, *_strays(files)])


def _strays(files: Dict[Path, str]) -> List[Path]:
    return [path for directory in (BASE, GOLDEN, crds.TEMPLATES, CHART / "files" / "iam")
            for path in directory.glob("*.*") if path not in files]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when something is not current")
    if parser.parse_args().check:
        old = stale()
        if old:
            raise Failure(f"not as they follow from the chart: {', '.join(old)}", "run make chart and commit the result")
        return 0
    # Golden files and deploy/base are rendered from the templates, so these come first.
    for files in (crds.templates(), wanted()):
        for path, text in files.items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                say("chart", f"wrote {path.relative_to(ROOT)}")
    for path in _strays(wanted()):
        path.unlink()
        say("chart", f"removed {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    run_main("chart", main)
