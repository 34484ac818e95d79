# SPDX-License-Identifier: Apache-2.0
"""Which JDK is chosen, from homes that hold nothing but a release file and a javac."""
from __future__ import annotations

import unittest
from pathlib import Path

from support import InDirectory, executable

import jdk
from console import Failure


class JdkTest(InDirectory):
    def home(self, path: str, version: str, compiler: bool = True) -> Path:
        home = self.directory / path
        executable(home / "bin" / "java")
        if compiler:
            executable(home / "bin" / "javac")
        (home / "release").write_text(f'IMPLEMENTOR="Somebody"\nJAVA_VERSION="{version}"\n', encoding="utf-8")
        return home

    def find(self, java_home: str = "", path: str = "") -> Path:
        environment = {"JAVA_HOME": java_home, "PATH": path, "HOME": str(self.directory)}
        return jdk.find(environment, [str(self.directory / "jvm"), "~/.jdks"])

    def test_java_home_comes_first(self) -> None:
        self.home("jvm/one", "25.0.3")
        mine = self.home("mine", "26")
        self.assertEqual(mine, self.find(java_home=str(mine)))

    def test_an_old_java_home_and_an_old_java_on_the_path_are_passed_over(self) -> None:
        good = self.home("jvm/temurin-25", "25.0.3")
        old = self.home("jvm/openjdk-17", "17.0.15")
        self.assertEqual(good, self.find(java_home=str(old), path=str(old / "bin")))

    def test_a_link_on_the_path_leads_to_the_home(self) -> None:
        real = self.home("elsewhere/jdk", "25")
        links = self.directory / "bin"
        links.mkdir()
        (links / "java").symlink_to(real / "bin" / "java")
        self.assertEqual(real, self.find(path=str(links)))

    def test_the_tested_version_wins_over_newer_ones(self) -> None:
        self.home("jvm/a-27", "27-ea")
        exact = self.home("jvm/b-25", "25.0.1")
        self.home("jvm/c-26", "26.0.1")
        self.assertEqual(exact, self.find())

    def test_places_below_the_users_home_and_macos_bundles(self) -> None:
        bundle = self.home(".jdks/temurin-25.jdk/Contents/Home", "25.0.3")
        self.assertEqual(bundle, self.find())

    def test_a_runtime_without_compiler_is_no_jdk(self) -> None:
        self.home("jvm/jre-25", "25.0.3", compiler=False)
        with self.assertRaises(Failure):
            self.find()

    def test_when_there_is_none_it_names_what_it_saw_and_what_to_do(self) -> None:
        old = self.home("jvm/eight", "1.8.0_392")
        with self.assertRaises(Failure) as caught:
            self.find()
        self.assertIn(f"{old} is 8", caught.exception.problem)
        self.assertIn("JAVA_HOME", caught.exception.next_step)


if __name__ == "__main__":
    unittest.main()
