# SPDX-License-Identifier: Apache-2.0
"""What is printed as the notes of a release."""
from __future__ import annotations

import unittest

import support  # noqa: F401  puts the scripts on the path
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
