# SPDX-License-Identifier: Apache-2.0
"""The audit of what ships: how poms are read, and every way in which a version that is forced can be wrong."""
from __future__ import annotations

import unittest
import zipfile
from datetime import date
from typing import List

from support import InDirectory

import audit
from audit import Artifact, Managed

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><version>1</version>
  <properties><a.version>2.1</a.version><platform.version>9</platform.version></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>g</groupId><artifactId>a</artifactId><version>${a.version}</version></dependency>
    <dependency><groupId>g</groupId><artifactId>a</artifactId><version>${a.version}</version><classifier>tests</classifier></dependency>
    <dependency><groupId>q</groupId><artifactId>quarkus-bom</artifactId><version>${platform.version}</version><scope>import</scope></dependency>
  </dependencies></dependencyManagement></project>"""


class Reading(InDirectory):
    def test_artifacts_and_imports_with_their_properties(self) -> None:
        self.assertEqual(Managed([Artifact("g", "a", "2.1")], [Artifact("q", "quarkus-bom", "9")]), audit.managed(_POM))

    def test_properties_of_the_parent(self) -> None:
        child = _POM.replace("<a.version>2.1</a.version>", "").replace(
            "<version>1</version>", "<parent><groupId>p</groupId><artifactId>up</artifactId><version>7</version></parent>", 1)
        above = "<project xmlns='http://maven.apache.org/POM/4.0.0'><properties><a.version>${project.version}</a.version></properties></project>"
        self.assertEqual(Artifact("p", "up", "7"), audit.parent(child))
        self.assertEqual([Artifact("g", "a", "7")], audit.managed(child, above).artifacts)

    def test_names_that_quarkus_gives(self) -> None:
        for file, name, version in (("io.netty.netty-codec-http2-4.1.140.Final.jar", "io.netty.netty-codec-http2", "4.1.140.Final"),
                                    ("com.aayushatharva.brotli4j.native-linux-x86_64-1.16.0.jar",
                                     "com.aayushatharva.brotli4j.native-linux-x86_64", "1.16.0"),
                                    ("org.apache.httpcomponents.core5.httpcore5-h2-5.4.4.jar",
                                     "org.apache.httpcomponents.core5.httpcore5-h2", "5.4.4"),
                                    ("g.a-1.0-beta.2.jar", "g.a", "1.0-beta.2"),
                                    ("com.fasterxml.jackson.core.jackson-annotations-2.22.jar",
                                     "com.fasterxml.jackson.core.jackson-annotations", "2.22")):
            with self.subTest(file):
                self.assertEqual((name, version), audit.parted(file))

    def test_dates_in_jars(self) -> None:
        for name, year in (("a-1.jar", 2026), ("b-1.jar", 1980)):
            with zipfile.ZipFile(self.directory / name, "w") as jar:
                jar.writestr(zipfile.ZipInfo("old", (1990, 1, 1, 0, 0, 0)) if year > 1990 else "now", "")
                jar.infolist()[-1].date_time = (year, 3, 2, 0, 0, 0) if year == 1980 else jar.infolist()[-1].date_time
                if year > 1990:
                    jar.writestr(zipfile.ZipInfo("new", (year, 3, 2, 0, 0, 0)), "")
        found = list(audit.shipped(self.directory))
        self.assertEqual([("a-1.jar", date(2026, 3, 2)), ("b-1.jar", None)], [(one.file, one.built) for one in found])
        lines = audit.table(found, {"a": "0.9"}, date(2026, 6, 10))
        self.assertRegex(lines[1], r"^a +1 +2026-03-02 +3  0\.9$")
        self.assertRegex(lines[2], r"^b +1 +unknown$")


class Versions(unittest.TestCase):
    def test_order(self) -> None:
        for one, other in (("4.1.140.Final", "4.1.137.Final"), ("2.22", "2.21.8"), ("5.6.1", "5.6"), ("2.10", "2.9")):
            self.assertTrue(audit.newer(one, other), one)
            self.assertFalse(audit.newer(other, one), other)
        self.assertFalse(audit.newer("5.6.0", "5.6"))


class Problems(unittest.TestCase):
    ours = Managed([Artifact("g", "a", "2.1")], [Artifact("q", "quarkus-bom", "9"), Artifact("j", "j-bom", "5")])

    def problems(self, files: List[str], platform: str = "2.0", ours: Managed = ours) -> List[str]:
        boms = {"quarkus-bom": Managed([Artifact("g", "a", platform), Artifact("j", "core", "4.9")], []),
                "j-bom": Managed([Artifact("j", "core", "5.0"), Artifact("j", "unused", "5.0")], [])}
        return audit.problems(ours, boms, files)

    def test_none_when_all_is_packaged_and_newer_than_the_platform(self) -> None:
        self.assertEqual([], self.problems(["g.a-2.1.jar", "j.core-5.0.jar", "x.other-1.jar"]))

    def test_packaged_in_another_version(self) -> None:
        self.assertEqual(["g.a is forced to 2.1 and packaged as 2.0", "j.core is forced to 5.0 and packaged as 4.9"],
                         self.problems(["g.a-2.0.jar", "j.core-4.9.jar"]))

    def test_not_packaged(self) -> None:
        self.assertEqual(["g.a 2.1 is forced and not packaged: take it out of dependencyManagement"],
                         self.problems(["j.core-5.0.jar"]))

    def test_the_platform_has_caught_up(self) -> None:
        for platform in ("2.1", "2.2"):
            self.assertEqual([f"g.a is forced to 2.1, and quarkus-bom has {platform} by itself: take it out"],
                             self.problems(["g.a-2.1.jar", "j.core-5.0.jar"], platform))

    def test_our_own_entry_wins_over_that_of_a_bom(self) -> None:
        ours = Managed([*self.ours.artifacts, Artifact("j", "core", "5.1")], self.ours.imports)
        self.assertEqual([], self.problems(["g.a-2.1.jar", "j.core-5.1.jar"], ours=ours))


if __name__ == "__main__":
    unittest.main()
