# SPDX-License-Identifier: Apache-2.0
"""What `make test-k3s` runs on, and what it says of it."""
from __future__ import annotations

import unittest
from pathlib import Path
from typing import Dict, List, Optional
from unittest import mock

import support  # noqa: F401  puts the scripts on the path
import engine
import k3s
from console import Failure

_ROOT = Path(__file__).resolve().parent.parent.parent


class _Engine(engine.Engine):
    """An engine that answers from a table: what it refuses, by the first word."""

    def __init__(self, refused: Dict[str, str]) -> None:
        super().__init__("docker")
        self.refused, self.asked = refused, []  # type: Dict[str, str], List[str]

    def try_(self, *arguments: str, **_: object) -> Optional[str]:
        self.asked.append(arguments[0])
        return None if arguments[0] in self.refused else ""

    def why_not(self, *arguments: str, **_: object) -> str:
        self.asked.append(arguments[0])
        return self.refused.get(arguments[0], "")


class Choosing(unittest.TestCase):
    def test_k3s_when_it_can_run(self) -> None:
        chosen = k3s.choose("auto", "rancher/k3s:v1", "", "")
        self.assertEqual(("rancher/k3s:v1", True, "", "k3s"), (*chosen, chosen.name))

    def test_a_stand_in_that_says_so_and_why(self) -> None:
        for missing, refused in (("no such host", ""), ("", "operation not permitted")):
            chosen = k3s.choose("auto", "rancher/k3s:v1", missing, refused)
            self.assertEqual((k3s.STANDIN, False, "k3s stand-in"), (chosen.image, chosen.privileged, chosen.name))
            self.assertEqual(f"rancher/k3s:v1 cannot run here: {missing or refused}", chosen.instead)

    def test_no_stand_in_for_who_wants_the_real_one(self) -> None:
        with self.assertRaises(Failure) as caught:
            k3s.choose("real", "rancher/k3s:v1", "no such host", "")
        self.assertIn("no such host", caught.exception.problem)
        self.assertIn("K3S_IMAGE", caught.exception.next_step)

    def test_a_word_that_means_nothing_is_refused_before_anything_is_pulled(self) -> None:
        found = _Engine({})
        with self.assertRaisesRegex(Failure, "K3S is 'yes'"):
            k3s.look(found, "yes", "rancher/k3s:v1")
        self.assertEqual([], found.asked)

    def test_an_image_that_is_there_is_not_pulled(self) -> None:
        found = _Engine({})
        self.assertTrue(k3s.look(found, "auto", "rancher/k3s:v1").privileged)
        self.assertEqual(["image", "run"], found.asked)

    def test_an_image_that_cannot_be_pulled_is_not_run(self) -> None:
        found = _Engine({"image": "none", "pull": "no such host"})
        self.assertIn("no such host", k3s.look(found, "auto", "rancher/k3s:v1").instead)
        self.assertEqual(["image", "pull"], found.asked)

    def test_privileges_are_tried(self) -> None:
        self.assertIn("not permitted", k3s.look(_Engine({"run": "not permitted"}), "auto", "rancher/k3s:v1").instead)

    def test_the_stand_in_asks_nobody(self) -> None:
        found = _Engine({})
        self.assertEqual(k3s.STANDIN, k3s.look(found, "standin", "rancher/k3s:v1").image)
        self.assertEqual([], found.asked)


class Telling(unittest.TestCase):
    def test_maven_runs_the_same_suites_on_the_container(self) -> None:
        told = k3s.properties(k3s.Chosen("an/image:1", False, "why"), "run1")
        self.assertIn("-Dapiaccess.control-plane=k3s", told)
        self.assertIn("-Dapiaccess.k3s.image=an/image:1", told)
        self.assertIn("-Dapiaccess.k3s.privileged=false", told)
        self.assertIn("-Dit.test=dev/apiaccess/acceptance/*IT,!MotoIT,!SettingsIT,!StartIT", told)

    def test_suites_get_what_is_built_to_help_them(self) -> None:
        with mock.patch("kit.missing", lambda _: []), mock.patch("tools.missing", lambda _: ["helm"]):
            (told,) = k3s.helpers()
        self.assertTrue(told.startswith("-Dapiaccess.kit="), told)

    def test_what_is_left_out_exists_and_is_explained(self) -> None:
        documented = (_ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
        for name in k3s.LEFT_OUT:
            self.assertTrue((_ROOT / "src/test/java/dev/apiaccess/acceptance" / f"{name}.java").exists(), name)
            self.assertIn(f"`{name}`", documented.partition("## K3s")[2])

    def test_the_default_image_is_one_in_java_and_here(self) -> None:
        java = (_ROOT / "src/test/java/dev/apiaccess/testing/Choice.java").read_text(encoding="utf-8")
        self.assertIn(f'"{k3s.REAL}"', java)

    def test_nothing_is_pulled_beside_a_stand_in(self) -> None:
        standin = k3s.environment(k3s.Chosen(k3s.STANDIN, False, "why"), True)
        self.assertEqual(k3s.STANDIN, standin["TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE"])
        self.assertEqual("localhost", standin["TESTCONTAINERS_HOST_OVERRIDE"])
        self.assertEqual({"TESTCONTAINERS_RYUK_DISABLED": "true"}, k3s.environment(k3s.Chosen("k3s", True, ""), True))


class Finding(unittest.TestCase):
    def test_says_what_each_command_answered_when_there_is_no_engine(self) -> None:
        with self.assertRaises(Failure) as caught:
            engine.find({"PATH": "/nowhere"})
        self.assertEqual(["docker: not on the PATH", "podman: not on the PATH"], caught.exception.evidence)
        self.assertIn("DOCKER_HOST", caught.exception.next_step)

    def test_an_engine_that_does_not_answer_is_none(self) -> None:
        with mock.patch("shutil.which", lambda command, path=None: command if command == "docker" else None), \
                mock.patch.object(engine.Engine, "why_not", lambda *_, **__: "Cannot connect to the Docker daemon"), \
                self.assertRaises(Failure) as caught:
            engine.find({})
        self.assertEqual("docker: Cannot connect to the Docker daemon", caught.exception.evidence[0])

    def test_the_reason_is_not_where_to_find_help(self) -> None:
        self.assertEqual("docker: unable to apply caps: operation not permitted: unknown",
                         engine.reason("Unable to find image\ndocker: unable to apply caps: operation not permitted: unknown\n\n"
                                       "Run 'docker run --help' for more information\n"))
        self.assertEqual("", engine.reason("\n"))
