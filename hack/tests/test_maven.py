# SPDX-License-Identifier: Apache-2.0
"""How Maven is run and judged, with a stand-in for it."""
from __future__ import annotations

import io
import os
import unittest
from contextlib import redirect_stderr
from typing import List, Tuple
from unittest import mock

from support import InDirectory, executable

import maven
import test as whole

_UNREACHABLE = "[ERROR] Failed to execute goal: Could not transfer artifact a:b:jar:1 from/to central"
_REPORT = '<testsuite><testcase classname="dev.apiaccess.iam.ATest" name="x"/></testsuite>'


class MavenTest(InDirectory):
    def setUp(self) -> None:
        super().setUp()
        self.calls = self.directory / "calls"
        self.jdk = self.directory / "jdk"
        executable(self.jdk / "bin" / "javac")
        (self.jdk / "release").write_text('JAVA_VERSION="25.0.1"\n', encoding="utf-8")
        changed = mock.patch.dict(os.environ, {"PATH": f"{self.directory}:{os.environ['PATH']}",
                                               "JAVA_HOME": str(self.jdk)})
        changed.start()
        self.addCleanup(changed.stop)

    def fake_maven(self, script: str) -> None:
        executable(self.directory / "mvn", f'#!/bin/sh\necho "$JAVA_HOME $@" >> {self.calls}\n{script}\n')

    def run_maven(self) -> Tuple[int, List[str]]:
        with redirect_stderr(io.StringIO()):
            code = maven.run(["verify"])
        return code, self.calls.read_text(encoding="utf-8").splitlines()

    def test_it_runs_under_the_found_jdk(self) -> None:
        self.fake_maven("exit 0")
        code, calls = self.run_maven()
        self.assertEqual(0, code)
        self.assertEqual(1, len(calls), calls)
        self.assertTrue(calls[0].startswith(f"{self.jdk} ") and calls[0].endswith(" verify"), calls)

    def test_a_download_that_failed_is_tried_once_more(self) -> None:
        self.fake_maven(f'if [ $(wc -l < {self.calls}) -lt 2 ]; then echo "{_UNREACHABLE}"; exit 1; fi; exit 0')
        code, calls = self.run_maven()
        self.assertEqual((0, 2), (code, len(calls)))
        self.assertTrue(calls[1].endswith(" -U"), calls)

    def test_a_network_that_stays_away_is_an_error_after_two_runs(self) -> None:
        self.fake_maven(f'echo "{_UNREACHABLE}"; exit 1')
        code, calls = self.run_maven()
        self.assertEqual((1, 2), (code, len(calls)))

    def test_other_errors_are_not_tried_again(self) -> None:
        self.fake_maven('echo "[INFO] Read timed out is only mentioned"; echo "[ERROR] COMPILATION ERROR"; exit 1')
        code, calls = self.run_maven()
        self.assertEqual((1, 1), (code, len(calls)))

    def verify(self) -> List[Tuple[str, int, int, int]]:
        """What `make test` makes of the stand-in's reports: name, run, failed, skipped."""
        unit, integration = self.directory / "unit", self.directory / "integration"
        with mock.patch.object(whole, "UNIT", unit), mock.patch.object(whole, "INTEGRATION", integration), \
                redirect_stderr(io.StringIO()):
            suites = whole._verify(whole.Ready("/kit", "/tools", "/python", []))
        return [(suite.name, suite.run, len(suite.failures), len(suite.skips)) for suite in suites]

    def test_suites_are_read_and_the_ones_that_did_not_run_are_skips(self) -> None:
        self.fake_maven(f"mkdir -p {self.directory}/unit; echo '{_REPORT}' > {self.directory}/unit/TEST-a.xml")
        self.assertEqual([("unit dev.apiaccess.iam", 1, 0, 0), ("integration", 0, 0, 1)], self.verify())
        (call,) = self.calls.read_text(encoding="utf-8").splitlines()
        for wanted in ("-DskipITs=false", "-Dapiaccess.kit=/kit", "-Dapiaccess.tools=/tools", "-Dapiaccess.python=/python"):
            self.assertIn(wanted, call)

    def test_a_build_that_fails_without_a_failed_test_is_a_failure(self) -> None:
        self.fake_maven("exit 3")
        self.assertIn(("maven verify", 1, 1, 0), self.verify())


if __name__ == "__main__":
    unittest.main()
