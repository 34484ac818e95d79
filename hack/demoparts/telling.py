# SPDX-License-Identifier: Apache-2.0
"""How the story is told: chapters, commands, and lines that end in ok only when their check held."""
from __future__ import annotations

import os
import sys
import time
from typing import Callable, Iterable, List, Optional, TypeVar

Found = TypeVar("Found")
_WIDTH = 104


class Broken(Exception):
    """A check failed on which the rest of the story stands."""


class Telling:
    """Prints to stdout, counts checks; colour on a terminal only. `evidence` gives more when something failed, `began`
    is the moment (monotonic) from which the whole is timed."""

    def __init__(self, evidence: Callable[[], Iterable[str]], began: float) -> None:
        self._evidence = evidence
        self._colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._started = began
        self.checks, self.failed = 0, 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def chapter(self, number: int, title: str) -> None:
        self._print(self._paint("1", f"\n{number}  {title}"))

    def command(self, text: str, comment: str = "") -> None:
        """A line that can be pasted."""
        self._print(self._paint("36", f"$ {text}") + (f"    # {comment}" if comment else ""))

    def note(self, text: str) -> None:
        self._print(f"  {text}")

    def table(self, text: str) -> None:
        for line in text.rstrip().splitlines():
            self._print(f"  {line}"[:170].rstrip())

    def check(self, text: str, held: bool, seen: Iterable[str] = (), needed: bool = False) -> bool:
        """One line of the story. What was `seen` is shown when it did not hold; nothing can follow when `needed`."""
        self.checks += 1
        mark = self._paint("32", "ok") if held else self._paint("1;31", "FAILED")
        self._print(f"  {text:<{_WIDTH}}  {mark}")
        if not held:
            self.failed += 1
            for line in seen:
                self._print(f"    | {line}")
            if self.failed == 1:
                self._show_evidence()
            if needed:
                raise Broken(text)
        return held

    def wait(self, what: str, probe: Callable[[], Optional[Found]], seconds: float,
             seen: Callable[[], Iterable[str]] = lambda: ()) -> Found:
        """Polls until there is a value; a failed check on which the rest stands when there is none in time."""
        deadline = time.monotonic() + seconds
        while True:
            found = probe()
            if found is not None:
                return found
            if time.monotonic() > deadline:
                self.check(f"{what} within {seconds:.0f} s", False, seen(), needed=True)
            time.sleep(0.1)

    def summary(self, ending: str) -> bool:
        """The last line; whether all went well."""
        good = self.failed == 0 and self.checks > 0
        text = f"\n{self.checks} checks, {self.checks - self.failed} ok, {self.failed} failed, {self.seconds:.0f} s"
        self._print(self._paint("32" if good else "1;31", text) + (f" | {ending}" if ending else ""))
        return good

    def _show_evidence(self) -> None:
        try:
            lines: List[str] = list(self._evidence())
        except Exception as trouble:  # evidence is an extra that must not hide what failed
            lines = [f"no evidence could be had: {trouble}"]
        for line in lines:
            self._print(f"    | {line}")

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text

    @staticmethod
    def _print(text: str) -> None:
        print(text, flush=True)
