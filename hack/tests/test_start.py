# SPDX-License-Identifier: Apache-2.0
"""bin/apiaccess: which Java it takes, what it hands over, and what it says where something is missing."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path
from typing import List

from support import InDirectory, executable
import kit

SCRIPT = Path(__file__).resolve().parent.parent.parent / "bin" / "apiaccess"
# Beside the Python that hack/pyenv.py makes, else wherever it is.
SHELLCHECK = shutil.which("shellcheck", path=str(Path(sys.executable).parent)) or shutil.which("shellcheck")
_KIT = kit.where() / "kubectl"
KUBECTL = _KIT if _KIT.is_file() else None
_TOLD = '#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n'
# What the script itself asks for; no Java is among it.
_NEEDED = ("basename", "dirname", "readlink", "sed", "head", "sh", "printf")


class Start(InDirectory):
    def setUp(self) -> None:
        super().setUp()
        self.checkout = self.directory / "checkout"
        self.script = executable(self.checkout / "bin" / "apiaccess", SCRIPT.read_text(encoding="utf-8"))
        self.tools = self.directory / "tools"
        self.tools.mkdir()
        for name in _NEEDED:
            found = shutil.which(name)
            if found:
                (self.tools / name).symlink_to(found)

    def home(self, path: str, version: str) -> Path:
        home = self.directory / path
        executable(home / "bin" / "java", _TOLD)
        (home / "release").write_text(f'IMPLEMENTOR="Somebody"\nJAVA_VERSION="{version}"\n', encoding="utf-8")
        return home

    def build(self, application: str = "checkout/target/quarkus-app") -> Path:
        jar = self.directory / application / "quarkus-run.jar"
        jar.parent.mkdir(parents=True)
        jar.write_text("", encoding="utf-8")
        return jar

    def run_it(self, *arguments: str, java_home: str = "", path: str = "", script: str = "",
               options: str = "") -> "subprocess.CompletedProcess[str]":
        environment = {"PATH": f"{path}:{self.tools}" if path else str(self.tools), "HOME": str(self.directory),
                       "JAVA_HOME": java_home, "APIACCESS_JAVA_PLACES": str(self.directory / "jvm"),
                       "APIACCESS_JAVA_OPTIONS": options}
        return subprocess.run([script or str(self.script), *arguments], env=environment, capture_output=True, text=True,
                              check=False, timeout=30)

    def told(self, *arguments: str, java_home: str = "", path: str = "", script: str = "", options: str = "") -> List[str]:
        """The Java that was started, and its arguments."""
        done = self.run_it(*arguments, java_home=java_home, path=path, script=script, options=options)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout.splitlines()

    def test_java_home_comes_first(self) -> None:
        self.build()
        self.home("jvm/one", "25.0.3")
        mine = self.home("mine", "26")
        self.assertEqual(f"{mine}/bin/java", self.told("--help", java_home=str(mine))[0])

    def test_an_old_java_home_and_an_old_java_on_the_path_are_passed_over(self) -> None:
        self.build()
        good = self.home("jvm/temurin-25", "25.0.3")
        old = self.home("jvm/openjdk-17", "17.0.15")
        self.assertEqual(f"{good}/bin/java", self.told("--help", java_home=str(old), path=str(old / "bin"))[0])

    def test_a_link_on_the_path_leads_to_the_home(self) -> None:
        self.build()
        real = self.home("elsewhere/jdk", "25")
        links = self.directory / "links"
        links.mkdir()
        (links / "java").symlink_to("../elsewhere/jdk/bin/java")
        self.assertEqual(f"{real}/bin/java", self.told("--help", path=str(links))[0])

    def test_the_tested_version_wins_over_newer_ones(self) -> None:
        self.build()
        self.home("jvm/a-27", "27-ea")
        exact = self.home("jvm/b-25", "25.0.1")
        self.home("jvm/c-26", "26.0.1")
        self.home("jvm/d-8", "1.8.0_392")
        self.assertEqual(f"{exact}/bin/java", self.told("--help")[0])

    def test_a_macos_bundle(self) -> None:
        self.build()
        bundle = self.home("jvm/temurin-25.jdk/Contents/Home", "25.0.3")
        self.assertEqual(f"{bundle}/bin/java", self.told("--help")[0])

    def test_a_command_gets_its_arguments_as_they_are_and_the_emulator_on_its_class_path(self) -> None:
        application = self.build().parent
        emulator = self.checkout / "target" / "emulator" / "apiaccess-1-emulator.jar"
        emulator.parent.mkdir()
        emulator.write_text("", encoding="utf-8")
        self.home("jvm/a", "25")
        command = self.told("iam-policy", "--principals", "role/a b*", "")
        self.assertEqual(["dev.apiaccess.operator.Main", "iam-policy", "--principals", "role/a b*", ""], command[-5:])
        self.assertEqual(f"{emulator}:{application}/app/*:{application}/lib/main/*:{application}/lib/boot/*",
                         command[command.index("-cp") + 1])

    def test_the_operator_starts_as_in_the_image(self) -> None:
        jar = self.build()
        home = self.home("jvm/a", "25")
        self.assertEqual([f"{home}/bin/java", "-Xmx1g", "-jar", str(jar), "run"], self.told("run", options="-Xmx1g"))
        self.assertEqual([f"{home}/bin/java", "-jar", str(jar)], self.told())

    def test_it_is_found_by_a_link_and_in_the_archive(self) -> None:
        jar = self.build("checkout/quarkus-app")
        self.home("jvm/a", "25")
        link = self.directory / "apiaccess"
        link.symlink_to("checkout/bin/apiaccess")
        self.assertIn(str(jar), self.told("run", script=str(link)))

    def test_as_a_plugin_of_kubectl_it_starts_the_same_and_never_an_operator_by_mistake(self) -> None:
        self.build()
        self.home("jvm/a", "25")
        plugin = self.script.with_name("kubectl-apiaccess")
        plugin.symlink_to("apiaccess")
        self.assertEqual(["dev.apiaccess.operator.Main", "can-i", "root"],
                         self.told("can-i", "root", script=str(plugin))[-3:])
        self.assertEqual(["dev.apiaccess.operator.Main", "--help"], self.told(script=str(plugin))[-2:])

    @unittest.skipUnless(KUBECTL, "kubectl is not there: make kit builds it")
    def test_kubectl_finds_the_plugin(self) -> None:
        self.build()
        self.home("jvm/a", "25")
        self.script.with_name("kubectl-apiaccess").symlink_to("apiaccess")
        done = self.run_it("apiaccess", "can-i", "root", script=str(KUBECTL), path=str(self.script.parent))
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(["dev.apiaccess.operator.Main", "can-i", "root"], done.stdout.splitlines()[-3:])

    def test_without_a_build_it_says_how_to_make_one(self) -> None:
        self.home("jvm/a", "25")
        done = self.run_it("--help")
        self.assertEqual(1, done.returncode)
        self.assertIn(f"there is no target/quarkus-app below {self.checkout}", done.stderr)
        self.assertIn("make build", done.stderr)

    def test_without_a_java_it_names_what_it_saw_and_what_to_do(self) -> None:
        self.build()
        old = self.home("jvm/openjdk-17", "17.0.15")
        done = self.run_it("--help")
        self.assertEqual(1, done.returncode)
        self.assertIn(f"it needs Java 25, and none was found ({old} is 17)", done.stderr)
        self.assertIn("JAVA_HOME", done.stderr)
        self.assertEqual("", done.stdout)


class Script(unittest.TestCase):
    def test_any_posix_shell_runs_it(self) -> None:
        text = SCRIPT.read_text(encoding="utf-8")
        self.assertTrue(text.startswith("#!/bin/sh\n"))
        self.assertTrue(os.access(SCRIPT, os.X_OK))
        commands = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        self.assertNotRegex(commands, r"\[\[|\blocal\b|\bfunction\b|readlink -f|=~")

    @unittest.skipUnless(SHELLCHECK, "shellcheck is not installed: hack/pyenv.py brings it")
    def test_shellcheck_finds_nothing(self) -> None:
        done = subprocess.run([str(SHELLCHECK), str(SCRIPT)], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual("", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
