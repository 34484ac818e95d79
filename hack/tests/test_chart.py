# SPDX-License-Identifier: Apache-2.0
"""The chart: what follows from it is current, what its schema refuses, that its examples use every value."""
from __future__ import annotations

import json
import re
import shlex
import unittest
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import support  # noqa: F401  (the import path)

import yaml

import chart
import chartdocs
import crds
import kit
import kubeclient

ROOT = chart.ROOT


class CurrentTest(unittest.TestCase):
    def test_what_follows_from_the_chart_is_committed(self) -> None:
        self.assertEqual([], chart.stale(), "run make chart and commit the result")

    def test_the_version_is_that_of_the_build(self) -> None:
        pom = re.search(r"<artifactId>apiaccess</artifactId>\s*<version>([^<]+)<", (ROOT / "pom.xml").read_text("utf-8"))
        about = yaml.safe_load((chart.CHART / "Chart.yaml").read_text("utf-8"))

        assert pom
        self.assertEqual((pom.group(1), pom.group(1)), (about["version"], about["appVersion"]))

    def test_the_crds_of_the_chart_are_those_of_the_directory_and_stay(self) -> None:
        rendered = [yaml.safe_load(body) for name, body in chart.render("--set", "clusterId=prod")
                    if name.startswith("crds/")]
        committed = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(crds.CRDS.glob("*.yaml"))]

        self.assertEqual([one["spec"] for one in committed], [one["spec"] for one in rendered])
        self.assertEqual([one["metadata"]["name"] for one in committed], [one["metadata"]["name"] for one in rendered])
        self.assertEqual({"keep"}, {one["metadata"]["annotations"]["helm.sh/resource-policy"] for one in rendered})


class DocumentedTest(unittest.TestCase):
    def test_every_value_is_described(self) -> None:
        bare = [one.name for one in chartdocs.values(chart.CHART) if len(one.description) < 10]

        self.assertEqual([], bare, "values without a comment above them")

    def test_schema_and_values_have_the_same_keys(self) -> None:
        schema, values = _schema(), yaml.safe_load((chart.CHART / "values.yaml").read_text("utf-8"))

        self.assertEqual(sorted({".".join(path) for path in _named(schema)} - {"global"}),
                         sorted(".".join(path) for path in _keys(values, schema)))

    def test_nothing_that_the_schema_does_not_know_is_taken(self) -> None:
        open_parts = [where for where, part in _parts(_schema(), "")
                      if part.get("type") == "object" and part.get("additionalProperties") not in (False,)
                      and "$comment" not in part and not isinstance(part.get("additionalProperties"), dict)]

        self.assertEqual([], open_parts)

    def test_every_value_is_changed_by_an_example(self) -> None:
        defaults = yaml.safe_load((chart.CHART / "values.yaml").read_text("utf-8"))
        examples = [yaml.safe_load(file.read_text("utf-8")) for file in chart.cases().values()]

        unused = [one.name for one in chartdocs.values(chart.CHART)
                  if all(_at(example, one.name.split("."), None) in (None, _at(defaults, one.name.split("."), None))
                         for example in examples)]

        self.assertEqual([], unused, "values that no file of ci/ changes")


class RefusedTest(unittest.TestCase):
    """What Helm says to values that cannot be right."""

    def test_values_that_cannot_be_right(self) -> None:
        for arguments, said in (
                ("", "clusterId is not set: choose a name for this cluster"),
                ("clusterId=Prod_1", "/clusterId': 'Prod_1' does not match"),
                ("clusterId=prod,replicas=2", "additional properties 'replicas' not allowed"),
                ("clusterId=prod,image.name=x", "at '/image': additional properties 'name' not allowed"),
                ("clusterId=prod,replicaCount=9", "/replicaCount': maximum: got 9, want 5"),
                ("clusterId=prod,settings.quotaPercent=0", "/settings/quotaPercent': minimum: got 0, want 1"),
                ("clusterId=prod,settings.sweepInterval=5", "/settings/sweepInterval': got number, want string"),
                ("clusterId=prod,settings.sweepInterval=soon", "'soon' does not match"),
                ("clusterId=prod,settings.passRoles={role/x}", "/settings/passRoles/0': 'role/x' does not match"),
                ("clusterId=prod,leaderElection.leaseDuration=2s", "'2s' does not match"),
                ("clusterId=prod,image.digest=sha256:12", "/image/digest"),
                ("clusterId=prod,uninstall.onDelete=ask", "one of 'block', 'retain', 'delete'"),
                ("clusterId=prod,aws.credentials.type=magic", "one of 'chain', 'podIdentity', 'irsa', 'secret'"),
                ("clusterId=prod,aws.credentials.type=irsa", "name the role with aws.credentials.irsa.roleArn"),
                ("clusterId=prod,aws.credentials.type=secret", "name the Secret with aws.credentials.secret.name"),
                ("clusterId=prod,serviceAccount.create=false", "name the ServiceAccount that is there already"),
                ("clusterId=prod,serviceAccount.create=false,serviceAccount.name=x,aws.credentials.type=irsa,"
                 "aws.credentials.irsa.roleArn=arn:aws:iam::111122223333:role/x", "annotate that ServiceAccount"),
                ("clusterId=prod,networkPolicy.listedOnly=true", "networkPolicy.apiServer.cidrs is empty: name the addresses"),
                ("clusterId=prod,networkPolicy.listedOnly=true,networkPolicy.apiServer.cidrs={10.0.0.1/32}",
                 "networkPolicy.aws.cidrs is empty"),
                ("clusterId=prod,networkPolicy.aws.cidrs={10.0.0.1}", "'10.0.0.1' does not match"),
                ("clusterId=prod,podLabels.app\\.kubernetes\\.io/name=x", "invalid propertyName 'app.kubernetes.io/name'"),
        ):
            with self.subTest(arguments):
                done = chart.helm("template", "x", str(chart.CHART), "--set", arguments, check=False)

                self.assertNotEqual(0, done.returncode)
                self.assertIn(said, done.stderr)

    def test_a_chart_around_it_may_hand_its_global_values_down(self) -> None:
        chart.helm("template", "x", str(chart.CHART), "--set", "clusterId=prod,global.team=platform")


class ExamplesTest(unittest.TestCase):
    def test_each_passes_the_linter(self) -> None:
        for name, file in chart.cases().items():
            with self.subTest(name):
                done = chart.helm("lint", "--strict", "-f", str(file), str(chart.CHART), check=False)

                self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_no_name_is_too_long(self) -> None:
        longest = chart.helm("template", "r" * 53, str(chart.CHART), "--set", "clusterId=prod,crds.install=false").stdout

        # Admission policies may have longer names: those are in no label and in no name in DNS.
        names = [one["metadata"]["name"] for one in yaml.safe_load_all(longest)
                 if one and not one["kind"].startswith("ValidatingAdmissionPolicy")]
        self.assertLessEqual(max(map(len, names)), 63)
        self.assertGreater(min(map(len, names)), 40)


class NotesTest(unittest.TestCase):
    def test_they_hold_the_next_step_and_the_policy_of_an_account(self) -> None:
        notes = chart.helm("install", "apiaccess", str(chart.CHART), "--dry-run=client", "-n", "there",
                           "--set", "clusterId=eu-1,uninstall.onDelete=retain").stdout.partition("NOTES:")[2]

        self.assertIn("kind: AwsConnection", notes)
        self.assertIn("kubectl -n there rollout status deployment/apiaccess", notes)
        self.assertIn("what they stand for stays in AWS (uninstall.onDelete=retain)", notes)
        policy = json.loads(notes[notes.index("\n{\n"):])
        shipped = (chart.IAM / "account-policy.json").read_text("utf-8").replace("CLUSTER_ID", "eu-1")
        self.assertEqual(json.loads(shipped), policy)


class DocumentsTest(unittest.TestCase):
    """The commands of the documents are taken by the chart as it is."""

    def test_helm_commands(self) -> None:
        tried = 0
        for document in ("docs/install.md", "docs/upgrade.md", "docs/uninstall.md", "helm/apiaccess/README.md"):
            text = (ROOT / document).read_text("utf-8").replace("\\\n", " ")
            for line in re.findall(r"^helm (?:upgrade|install) .*", text, re.MULTILINE):
                with self.subTest(line):
                    # Of a cluster there is nothing to reuse here.
                    words = [str(chart.CHART) if word == "helm/apiaccess" else word for word in shlex.split(line)[2:]
                             if word not in ("--create-namespace", "--reuse-values", "--reset-then-reuse-values", "--install")]
                    chart.helm("template", *words, *([] if "clusterId" in line else ["--set", "clusterId=prod"]))
                tried += 1
        self.assertGreaterEqual(tried, 4)


class KustomizeTest(unittest.TestCase):
    def test_the_example_sets_what_a_cluster_chooses_and_nothing_else(self) -> None:
        plain, example = _kustomized("base"), _kustomized("overlays/example")

        self.assertEqual(sorted(plain), sorted(example))
        changed = [name for name in plain if plain[name] != example[name]]
        self.assertEqual(["Deployment apiaccess", "ServiceAccount apiaccess"], sorted(changed))
        container = example["Deployment apiaccess"]["spec"]["template"]["spec"]["containers"][0]
        values = {one["name"]: one.get("value") for one in container["env"]}
        self.assertEqual("registry.example.com/platform/apiaccess:0.1.0", container["image"])
        self.assertEqual(("prod", "eu-west-1", "5m"), (values["APIACCESS_CLUSTER_ID"], values["AWS_REGION"],
                                                       values["APIACCESS_SWEEP_INTERVAL"]))

    def test_the_base_does_not_choose_the_cluster_id(self) -> None:
        container = _kustomized("base")["Deployment apiaccess"]["spec"]["template"]["spec"]["containers"][0]

        self.assertIn({"name": "APIACCESS_CLUSTER_ID", "value": ""}, container["env"])


def _kustomized(directory: str) -> Dict[str, Any]:
    done = kubeclient.kubectl(kit.provide(), Path("/dev/null"), ["kustomize", str(ROOT / "deploy" / directory)])
    return {f"{one['kind']} {one['metadata']['name']}": one for one in yaml.safe_load_all(done.stdout)}


def _schema() -> Dict[str, Any]:
    schema: Dict[str, Any] = json.loads((chart.CHART / "values.schema.json").read_text("utf-8"))
    return schema


def _named(schema: Dict[str, Any]) -> Iterator[Tuple[str, ...]]:
    """Paths of the values that the schema names, those without named parts."""
    def below(part: Dict[str, Any], path: Tuple[str, ...]) -> Iterator[Tuple[str, ...]]:
        if "properties" in part and path not in (("resources",), ("affinity",)):
            for name, inner in part["properties"].items():
                yield from below(inner, (*path, name))
        else:
            yield path
    return below(schema, ())


def _keys(values: Any, schema: Dict[str, Any], path: Tuple[str, ...] = ()) -> Iterator[Tuple[str, ...]]:
    known = set(_named(schema))
    if path in known or not isinstance(values, dict) or not values:
        yield path
    else:
        for name, inner in values.items():
            yield from _keys(inner, schema, (*path, name))


def _parts(part: Any, where: str) -> Iterator[Tuple[str, Dict[str, Any]]]:
    if isinstance(part, dict):
        yield where, part
        for name, inner in part.items():
            yield from _parts(inner, f"{where}/{name}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from _parts(inner, f"{where}/{number}")


def _at(tree: Any, path: List[str], otherwise: Any) -> Any:
    for name in path:
        if not isinstance(tree, dict) or name not in tree:
            return otherwise
        tree = tree[name]
    return tree


if __name__ == "__main__":
    unittest.main()
