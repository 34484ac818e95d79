# SPDX-License-Identifier: Apache-2.0
"""The access cases are well formed: fields, names, sources and answers are of the form that their README gives."""
from __future__ import annotations

import functools
import json
import re
import unittest
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import yaml
from support import HACK

CASES = HACK.parent / "src" / "test" / "resources" / "access-cases"
LEAST = 500
FIELDS = {"case", "source", "caller", "call", "methods", "key", "identity", "boundary", "session", "scps", "resource", "endpointPolicy",
          "version", "with", "partial", "expect", "layer", "by", "missing"}
POLICIES = ("identity", "boundary", "session", "scps", "resource", "endpointPolicy")
STATEMENT = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
LAYERS = {"route", "authorization", "scp", "resource", "identity", "boundary", "session", "endpoint", "key"}
# yes and no are booleans to a parser of YAML 1.1.
ANSWERS = {True: "yes", False: "no", "unknown": "unknown"}
SOURCE = re.compile(r"https://docs\.aws\.amazon\.com/\S+|derived: \S.*|open: \S.*")
CALLER = re.compile(r"(\d{12}:)?(user/\S+|role/\S+( as \S+)?|root)|anonymous")
CALL = re.compile(r"[A-Z]+ /.*")


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, f"a key stands twice: {keys}", node.start_mark)
        return super().construct_mapping(node, deep)


@functools.cache
def files() -> Dict[str, Any]:
    """The content of every file by its name."""
    return {file.name: yaml.load(file.read_text(encoding="utf-8"), Loader=_Strict)
            for file in sorted(CASES.glob("*.yaml"))}


def cases() -> Iterator[Tuple[str, Dict[str, Any], Dict[str, Any]]]:
    for name, content in files().items():
        for case in content["cases"]:
            yield name, content.get("statements", {}), case


def statements(node: Any) -> Iterator[Any]:
    """The statements of a document or of nested lists of documents: mappings, and names."""
    if isinstance(node, list):
        for one in node:
            yield from statements(one)
    elif isinstance(node, dict) and "Statement" in node:
        yield from statements(node["Statement"])
    elif node not in ("unreadable", "NotSeen", None):
        yield node


def question(named: Dict[str, Any], case: Dict[str, Any]) -> str:
    """What a case asks, without its name and its answer, in a form that can be compared."""

    def written(node: Any) -> Any:
        if isinstance(node, str):
            node = named.get(node, node)
        if isinstance(node, list):
            return [written(one) for one in node]
        if isinstance(node, dict) and "Statement" in node:
            return {**node, "Statement": written(node["Statement"])}
        return node

    asked = {field: written(value) if field in POLICIES else value for field, value in case.items()
             if field not in ("case", "source", "expect", "layer", "by", "missing")}
    return json.dumps(asked, sort_keys=True)


class AccessCasesTest(unittest.TestCase):
    def test_there_are_enough_and_each_has_a_name_of_its_own(self) -> None:
        names = [case["case"] for _, _, case in cases()]
        self.assertGreaterEqual(len(names), LEAST)
        self.assertEqual([], sorted({name for name in names if names.count(name) > 1}))
        self.assertEqual([], [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)])

    def test_no_two_cases_ask_the_same(self) -> None:
        asked: Dict[str, str] = {}
        for _, named, case in cases():
            same = asked.setdefault(question(named, case), case["case"])
            self.assertEqual(same, case["case"])

    def test_every_file_says_its_licence_and_is_listed(self) -> None:
        readme = (CASES / "README.md").read_text(encoding="utf-8")
        for name, content in files().items():
            with self.subTest(name):
                self.assertTrue((CASES / name).read_text(encoding="utf-8").startswith("# SPDX-License-Identifier: CC0-1.0\n"))
                self.assertLessEqual(set(content), {"about", "statements", "cases"})
                self.assertTrue(content["about"])
                self.assertIn(name, readme)

    def test_fields_are_known_and_of_their_form(self) -> None:
        for file, _, case in cases():
            with self.subTest(f"{file} {case['case']}"):
                self.assertEqual(set(), set(case) - FIELDS)
                self.assertRegex(case["source"], SOURCE)
                self.assertIn(case["expect"], ANSWERS)
                self.assertTrue(CALLER.fullmatch(case.get("caller", "root")), case.get("caller"))
                self.assertTrue(CALL.fullmatch(case.get("call", "GET /")), case.get("call"))
                self.assertIn(case.get("key", "none"), ("none", "works", "disabled", "elsewhere"))
                self.assertIn(case.get("layer", "key"), LAYERS)
                self.assertIn(case.get("version", "none"), ("none", "2008-10-17", "2012-10-17"))
                self.assertIs(True, case.get("partial", True))

    def test_what_is_open_is_unknown(self) -> None:
        for file, _, case in cases():
            with self.subTest(f"{file} {case['case']}"):
                unknown = ANSWERS[case["expect"]] == "unknown"
                self.assertTrue(unknown or not case["source"].startswith("open:"))
                self.assertTrue("by" not in case or not unknown, "no statement decides what is unknown")
                if "missing" in case:
                    self.assertTrue(unknown and case.get("partial"))

    def test_statements_are_known_and_of_their_form(self) -> None:
        for file, content in files().items():
            named = content.get("statements", {})
            used = set()
            for case in content["cases"]:
                with self.subTest(f"{file} {case['case']}"):
                    written = [one for field in POLICIES for one in statements(case.get(field))]
                    used |= {one for one in written if isinstance(one, str)}
                    self.assertEqual(set(), {one for one in written if isinstance(one, str)} - set(named))
                    whole: List[Dict[str, Any]] = [named[one] if isinstance(one, str) else one for one in written]
                    for one in whole:
                        self.assertEqual(set(), set(one) - STATEMENT)
                        self.assertIn(one["Effect"], ("Allow", "Deny"))
                        self.assertEqual(1, len({"Action", "NotAction"} & set(one)))
                        self.assertEqual(1, len({"Resource", "NotResource"} & set(one)))
                    if "by" in case:
                        self.assertIn(case["by"], [one.get("Sid") for one in whole])
                    text = json.dumps(whole)
                    for key in case.get("missing", []):
                        self.assertIn(key, text)
            self.assertEqual(set(named), used, f"statements of {file} that no case uses")


if __name__ == "__main__":
    unittest.main()
