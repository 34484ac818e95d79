# SPDX-License-Identifier: Apache-2.0
"""The image's recipe keeps what it promises: no shell, no rights, the same user and port as the Deployment."""
from __future__ import annotations

import fnmatch
import json
import re
import unittest
from pathlib import Path
from typing import List, Tuple

import support  # noqa: F401  puts the scripts on the path
import image

ROOT = Path(__file__).resolve().parent.parent.parent
_DEPLOYMENT = ROOT / "deploy" / "base" / "deployment.yaml"
# What the sources import from outside of java.base, and the module it comes with.
_MODULES = {"com.sun.net.httpserver": "jdk.httpserver", "java.lang.management": "java.management",
            "java.net.http": "java.net.http", "java.util.logging": "java.logging", "javax.naming": "java.naming",
            "java.sql": "java.sql", "javax.management": "java.management", "jdk.jfr": "jdk.jfr", "java.beans": "java.desktop"}


def instructions(text: str) -> List[Tuple[str, str]]:
    """The recipe's lines as instruction and arguments, continued lines joined, comments left out."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", kept)
    return [(line.split(None, 1)[0].upper(), line.split(None, 1)[1].strip()) for line in joined.splitlines() if line.strip()]


class Containerfile(unittest.TestCase):
    def setUp(self) -> None:
        self.all = instructions((ROOT / "Containerfile").read_text(encoding="utf-8"))
        last = max(index for index, (name, _) in enumerate(self.all) if name == "FROM")
        self.final = self.all[last:]

    def arguments(self, name: str) -> List[str]:
        return [value for each, value in self.final if each == name]

    def test_the_final_stage_only_copies(self) -> None:
        self.assertEqual({"FROM", "ARG", "LABEL", "COPY", "USER", "EXPOSE", "ENTRYPOINT"}, {name for name, _ in self.final})
        for copied in self.arguments("COPY"):
            self.assertRegex(copied, r"^--from=runtime /\S+ /\S+$")

    def test_both_bases_can_be_chosen_with_a_digest(self) -> None:
        before = [value.split("=", 1) for name, value in self.all[:[name for name, _ in self.all].index("FROM")] if name == "ARG"]
        self.assertEqual(["BUILD_IMAGE", "BASE_IMAGE", "APPLICATION"], [name for name, _ in before])
        self.assertEqual(["${BASE_IMAGE} AS final"], self.arguments("FROM"))
        self.assertIn("${BUILD_IMAGE} AS build", [value for name, value in self.all if name == "FROM"])

    def test_the_user_has_no_rights_and_is_that_of_the_deployment(self) -> None:
        deployment = _DEPLOYMENT.read_text(encoding="utf-8")
        user = re.search(r"runAsUser: (\d+)", deployment)
        group = re.search(r"runAsGroup: (\d+)", deployment)
        assert user and group
        self.assertEqual([f"{user.group(1)}:{group.group(1)}"], self.arguments("USER"))
        self.assertEqual("10001", user.group(1))

    def test_the_port_is_that_of_the_deployment(self) -> None:
        port = re.search(r"containerPort: (\d+)", _DEPLOYMENT.read_text(encoding="utf-8"))
        assert port
        self.assertEqual([port.group(1)], self.arguments("EXPOSE"))

    def test_it_starts_without_a_shell(self) -> None:
        (entrypoint,) = self.arguments("ENTRYPOINT")
        command = json.loads(entrypoint)
        self.assertEqual("/opt/java/bin/java", command[0])
        self.assertEqual("/app/quarkus-run.jar", command[-1])

    def test_the_build_gets_what_it_copies(self) -> None:
        rules = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
                 if line and not line.startswith("#")]
        self.assertEqual("*", rules[0])
        allowed = [rule[1:] for rule in rules[1:]]
        for name, value in self.all:
            if name == "COPY" and not value.startswith("--from"):
                source = value.split()[0]
                self.assertTrue((ROOT / source).exists(), source)
                self.assertTrue(any(fnmatch.fnmatch(source, rule) for rule in allowed), f"{source} is not in .dockerignore")

    def test_the_runtime_has_the_modules_that_our_code_imports(self) -> None:
        (modules,) = [value.split("=", 1)[1].split(",") for name, value in self.all if name == "ARG" and value.startswith("MODULES=")]
        imported = set()
        for source in (ROOT / "src" / "main" / "java").rglob("*.java"):
            text = source.read_text(encoding="utf-8")
            imported |= {module for package, module in _MODULES.items() if f"import {package}." in text}
        self.assertIn("java.logging", imported)
        self.assertEqual(set(), imported - set(modules))
        self.assertNotIn("jdk.httpserver", modules, "only the emulator serves HTTP with the JDK, and it does not ship")

    def test_the_emulator_does_not_reach_the_build(self) -> None:
        copied = [value.split()[:-1] for name, value in self.all if name == "COPY" and not value.startswith("--from")]
        sources = [path for paths in copied for path in paths if path.startswith("src")]
        self.assertEqual(["src/main"], sources)


class Profile(unittest.TestCase):
    """The image that Maven makes by itself, with -Pimage only."""

    def test_it_is_off_and_has_the_same_user(self) -> None:
        pom = (ROOT / "pom.xml").read_text(encoding="utf-8")
        before, _, profile = pom.partition("<profiles>")
        self.assertNotIn("container-image", before)
        self.assertIn("<id>image</id>", profile)
        self.assertIn("<quarkus.jib.user>10001:10001</quarkus.jib.user>", profile)
        self.assertNotIn("activeByDefault", profile)


class Building(unittest.TestCase):
    def test_the_version_is_that_of_the_project(self) -> None:
        self.assertEqual("1.2.3", image.version("<project><version>1.2.3</version><parent><version>9</version></parent></project>"))

    def test_only_what_is_set_is_told(self) -> None:
        self.assertEqual(["build", "-f", "Containerfile", "-t", "apiaccess:1.2.3", "--build-arg", "VERSION=1.2.3", "."],
                         image.command({"BASE_IMAGE": ""}, "1.2.3"))
        told = image.command({"IMAGE": "registry.example/apiaccess:1", "BASE_IMAGE": "base@sha256:0", "AOT": "false"}, "1.2.3")
        self.assertIn("registry.example/apiaccess:1", told)
        self.assertIn("BASE_IMAGE=base@sha256:0", told)
        self.assertIn("AOT=false", told)
