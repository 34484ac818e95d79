# SPDX-License-Identifier: Apache-2.0
"""What is printed as the notes of a release, the archive of the command line, and its manifest for krew."""
from __future__ import annotations

import hashlib
import tarfile
import unittest

import support
import release
from console import Failure

_TEXT = """# Changelog

Words before.

## Unreleased

### Added
- Something new.

## 0.2.0 - 2026-12-01
- Two.

## [0.1.0]
- One, with a [link].

## 0.0.9

[link]: https://example.com
"""


class Notes(unittest.TestCase):
    def test_the_section_of_a_version_and_nothing_else(self) -> None:
        self.assertEqual("- Two.", release.notes(_TEXT, "0.2.0"))
        self.assertEqual("- One, with a [link].", release.notes(_TEXT, "v0.1.0"))
        self.assertEqual("### Added\n- Something new.", release.notes(_TEXT, "unreleased"))

    def test_a_version_without_a_section_is_told_what_there_is(self) -> None:
        with self.assertRaises(Failure) as caught:
            release.notes(_TEXT, "0.3.0")
        self.assertIn("no section for 0.3.0 (it has: unreleased, 0.2.0, 0.1.0, 0.0.9)", caught.exception.problem)
        self.assertIn("## 0.3.0 - <date>", caught.exception.next_step)

    def test_an_empty_section_is_no_release(self) -> None:
        with self.assertRaisesRegex(Failure, "0.0.9 in CHANGELOG.md is empty"):
            release.notes(_TEXT, "0.0.9")

    def test_two_sections_of_one_version_are_a_mistake(self) -> None:
        with self.assertRaisesRegex(Failure, "two sections for 0.2.0"):
            release.sections(_TEXT + "\n## 0.2.0\n- again\n")

    def test_our_own_changelog_can_be_read(self) -> None:
        found = release.sections(release.CHANGELOG.read_text(encoding="utf-8"))
        self.assertIn("unreleased", found)
        self.assertTrue(any(found.values()), found)


class Archive(support.InDirectory):
    def setUp(self) -> None:
        super().setUp()
        self.root = self.directory / "checkout"
        support.executable(self.root / "bin" / "apiaccess")
        (self.root / "bin" / "kubectl-apiaccess").symlink_to("apiaccess")
        for name in ("LICENSE", "target/quarkus-app/quarkus-run.jar", "target/quarkus-app/lib/main/one.jar",
                     "target/emulator/apiaccess-1-emulator.jar"):
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")

    def test_it_holds_what_bin_apiaccess_looks_for_and_is_the_same_each_time(self) -> None:
        archives = [self.directory / name / "apiaccess-1.2.3.tar.gz" for name in ("a", "b")]
        for archive in archives:
            release.pack(self.root, archive)
        self.assertEqual(archives[0].read_bytes(), archives[1].read_bytes())
        with tarfile.open(archives[0]) as tar:
            self.assertEqual(["LICENSE", "bin/apiaccess", "bin/kubectl-apiaccess", "emulator/apiaccess-1-emulator.jar",
                              "quarkus-app/lib/main/one.jar", "quarkus-app/quarkus-run.jar"], tar.getnames())
            self.assertEqual("apiaccess", tar.getmember("bin/kubectl-apiaccess").linkname)
            self.assertTrue(tar.getmember("bin/apiaccess").mode & 0o100)

    def test_without_a_build_it_says_how_to_make_one(self) -> None:
        (self.root / "target/quarkus-app/quarkus-run.jar").unlink()
        with self.assertRaises(Failure) as caught:
            release.contents(self.root)
        self.assertEqual("make build", caught.exception.next_step)

    def test_the_manifest_of_krew_is_filled_in_from_the_archive(self) -> None:
        archive = self.directory / "apiaccess-1.2.3.tar.gz"
        release.pack(self.root, archive)
        text = release.krew(release.KREW.read_text(encoding="utf-8"), archive, "https://example.com/a.tar.gz",
                            "https://example.com")
        self.assertIn('version: "v1.2.3"', text)
        self.assertIn(f'sha256: "{hashlib.sha256(archive.read_bytes()).hexdigest()}"', text)
        self.assertIn('uri: "https://example.com/a.tar.gz"', text)
        self.assertIn("bin: bin/kubectl-apiaccess", text)
        self.assertNotRegex(text, r"\{\w+\}|template")

    def test_a_snapshot_and_plain_http_are_refused(self) -> None:
        archive = self.directory / "apiaccess-1.2.3-SNAPSHOT.tar.gz"
        release.pack(self.root, archive)
        with self.assertRaisesRegex(Failure, "no archive of a release"):
            release.krew("", archive, "https://example.com", "https://example.com")
        with self.assertRaisesRegex(Failure, "https only"):
            release.krew("", archive.rename(self.directory / "apiaccess-1.2.3.tar.gz"), "http://x", "https://x")


if __name__ == "__main__":
    unittest.main()
