# SPDX-License-Identifier: Apache-2.0
"""Where the control plane's binaries come from: override, cache, build."""
from __future__ import annotations

import io
import os
import subprocess
import sys
import unittest
from contextlib import redirect_stderr
from pathlib import Path
from typing import Sequence
from unittest import mock

from support import InDirectory, executable

import cache
import kit
import kitbuild
import tools
from console import Failure


class KitTest(InDirectory):
    def setUp(self) -> None:
        super().setUp()
        self.tools = self.directory / "tools"
        self.tools.mkdir()
        changed = mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(self.directory / "cache"),
                                               "PATH": f"{self.tools}:{os.environ['PATH']}"})
        changed.start()
        self.addCleanup(changed.stop)

    def fake_go(self, script: str) -> None:
        executable(self.tools / "go", "#!/bin/sh\n" + script)

    def builder(self) -> Path:
        """A go that lists two packages, and on build writes the binaries it is asked for and a line of a log."""
        log = self.directory / "go.log"
        self.fake_go(f'echo "$@" >> {log}\n'
                     'if [ "$1" = list ]; then echo a; echo b; exit 0; fi\n'
                     'while [ "$1" != -o ]; do shift; done\n'
                     'out=$2; shift 2\n'
                     'for p; do case "$out" in */) f="$out${p##*/}";; *) f="$out";; esac\n'
                     '  echo built > "$f"; chmod +x "$f"; done\n')
        return log

    def provide(self, environment: dict) -> "tuple[Path, str]":
        said = io.StringIO()
        with redirect_stderr(said):
            found = kit.provide(environment)
        return found, said.getvalue()

    def full(self, name: str, without: Sequence[str] = ()) -> Path:
        directory = self.directory / name
        directory.mkdir()
        for binary in kit.BINARIES:
            if binary not in without:
                executable(directory / binary)
        return directory

    def test_a_complete_override_is_used_as_it_is(self) -> None:
        self.fake_go("exit 1")
        ours, theirs = self.full("ours"), self.full("theirs")
        found, said = self.provide({"APIACCESS_KIT": str(ours), "KUBEBUILDER_ASSETS": str(theirs)})
        self.assertEqual((ours, ""), (found, said))
        self.assertEqual(theirs, self.provide({"KUBEBUILDER_ASSETS": str(theirs)})[0])

    def test_an_override_that_lacks_one_is_completed_and_the_lack_is_named(self) -> None:
        log = self.builder()
        assets = self.full("assets", without=["kube-controller-manager"])
        found, said = self.provide({"KUBEBUILDER_ASSETS": str(assets)})
        self.assertIn(f"KUBEBUILDER_ASSETS={assets} lacks kube-controller-manager", said)
        self.assertEqual([], kit.missing(found))
        self.assertEqual(assets / "etcd", (found / "etcd").resolve())
        self.assertEqual("built\n", (found / "kube-controller-manager").read_text())
        builds = [line for line in log.read_text().splitlines() if line.startswith("build")]
        self.assertEqual(1, len(builds), builds)
        self.assertTrue(builds[0].endswith(" k8s.io/kubernetes/cmd/kube-controller-manager"), builds[0])
        self.assertEqual(found, kit.where({"KUBEBUILDER_ASSETS": str(assets)}))

    def test_an_override_that_is_no_directory_is_refused(self) -> None:
        with self.assertRaises(Failure) as caught:
            kit.provide({"APIACCESS_KIT": str(self.directory / "nowhere")})
        self.assertIn("APIACCESS_KIT", caught.exception.problem)
        self.assertIn("unset APIACCESS_KIT", caught.exception.next_step)

    def test_a_build_fills_the_cache_and_the_second_call_builds_nothing(self) -> None:
        log = self.builder()
        found, said = self.provide({})
        self.assertEqual(cache.root() / "kit", found.parent)
        self.assertEqual([], kit.missing(found))
        self.assertIn("building etcd", said)
        calls = log.read_text()
        self.assertEqual((found, ""), self.provide({}))
        self.assertEqual(calls, log.read_text())
        self.assertEqual([], list(found.parent.glob(".building-*")), "a staging directory was left behind")

    def test_a_changed_source_gets_a_directory_of_its_own(self) -> None:
        before = kitbuild.directory()
        changed = [module._replace(ldflags=module.ldflags + " -X a.b=c") for module in kitbuild.CONTROL_PLANE.modules]
        self.assertNotEqual(before, kitbuild.directory(kitbuild.CONTROL_PLANE._replace(modules=tuple(changed))))
        self.assertEqual(before, kitbuild.directory())

    def test_a_failed_build_shows_the_last_lines_and_leaves_nothing(self) -> None:
        self.fake_go('[ "$1" = list ] && echo a && exit 0\necho "# some/package"; echo "x.go:1: broken thing"; exit 2')
        with self.assertRaises(Failure) as caught, redirect_stderr(io.StringIO()):
            kit.provide({})
        self.assertEqual(["# some/package", "x.go:1: broken thing"], caught.exception.evidence)
        self.assertEqual(list(kit.BINARIES), kit.missing(kit.where({})))

    def test_without_go_it_says_what_to_do(self) -> None:
        with mock.patch.dict(os.environ, {"PATH": str(self.tools)}), self.assertRaises(Failure) as caught:
            kit.provide({})
        self.assertRegex(caught.exception.next_step, r"install Go >= 1\.\d+, or set APIACCESS_KIT")

    def test_tools_are_built_apart_or_taken_from_their_override(self) -> None:
        self.builder()
        with redirect_stderr(io.StringIO()):
            built = tools.provide({})
        self.assertEqual([], tools.missing(built))
        self.assertNotEqual(kitbuild.directory().parent, built.parent)
        self.assertEqual(built, tools.provide({"APIACCESS_TOOLS": str(built)}))
        with self.assertRaises(Failure) as caught:
            tools.provide({"APIACCESS_TOOLS": str(self.directory)})
        self.assertIn("lacks helm", str(caught.exception))

    def test_two_builds_at_once_build_once(self) -> None:
        log = self.builder()
        go = self.tools / "go"
        go.write_text(go.read_text().replace("#!/bin/sh\n", "#!/bin/sh\nsleep 0.3\n", 1))
        script = [sys.executable, str(Path(kit.__file__))]
        environment = {name: value for name, value in os.environ.items() if name not in kit.OVERRIDES}
        both = [subprocess.Popen(script, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for _ in range(2)]
        outputs = [process.communicate(timeout=60) for process in both]
        self.assertEqual([0, 0], [process.returncode for process in both], outputs)
        self.assertEqual(outputs[0][0], outputs[1][0])
        builds = [line for line in log.read_text().splitlines() if line.startswith("build")]
        self.assertEqual(len(kitbuild.CONTROL_PLANE.modules), len(builds), builds)


if __name__ == "__main__":
    unittest.main()
