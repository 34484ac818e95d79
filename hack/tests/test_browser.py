# SPDX-License-Identifier: Apache-2.0
"""Which browser the tests of the page take, and that none is no error."""
from __future__ import annotations

import os
from unittest import mock

from support import InDirectory, executable

import browser


class Browser(InDirectory):
    def on_path(self, **more: str) -> "mock._patch_dict":
        return mock.patch.dict(os.environ, {"PATH": str(self.directory), **more}, clear=True)

    def test_the_one_on_the_path_is_taken(self) -> None:
        found = executable(self.directory / "chromium-browser")

        with self.on_path():
            self.assertEqual(browser.find(), str(found))
            self.assertEqual(browser.install(), str(found), "nothing is installed where one is there")

    def test_the_one_that_is_named_comes_first(self) -> None:
        executable(self.directory / "chromium")

        with self.on_path(APIACCESS_CHROMIUM="/opt/chromium"):
            self.assertEqual(browser.find(), "/opt/chromium")

    def test_none_is_no_error(self) -> None:
        with self.on_path():
            self.assertIsNone(browser.find())
            self.assertIsNone(browser.install(), "there is no apt-get on this path")

    def test_what_apt_cannot_have_is_no_error(self) -> None:
        executable(self.directory / "apt-get", "#!/bin/sh\nexit 100\n")

        with self.on_path(), mock.patch("os.geteuid", return_value=0):
            self.assertIsNone(browser.install())
