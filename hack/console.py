# SPDX-License-Identifier: Apache-2.0
"""What the scripts say while they work: tagged lines on stderr, failures with a next step."""
from __future__ import annotations

import sys
import threading
import time
from typing import Callable, List, Optional, Sequence


class Failure(Exception):
    """A problem told to a person: what went wrong, what to do about it, and the last lines of evidence."""

    def __init__(self, problem: str, next_step: str = "", evidence: Sequence[str] = ()) -> None:
        super().__init__(problem)
        self.problem = problem
        self.next_step = next_step
        self.evidence: List[str] = list(evidence)

    def report(self, tag: str) -> None:
        for line in self.evidence:
            say(tag, f"| {line}")
        say(tag, f"error: {self.problem}")
        if self.next_step:
            say(tag, f"next:  {self.next_step}")


def say(tag: str, message: str) -> None:
    """Writes one line to stderr, so that stdout stays free for results."""
    print(f"{tag:<7} {message}", file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """Renders seconds for people: 4.2 s, 1m20s."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}m{rest:02d}s"


class Heartbeat:
    """Says every `every` seconds that work goes on; `detail` adds what is known at that moment."""

    def __init__(self, tag: str, work: str, every: float = 20.0, detail: Optional[Callable[[], str]] = None) -> None:
        self._tag, self._work, self._every = tag, work, every
        self._detail = detail or (lambda: "")
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{tag}", daemon=True)
        self._started = 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def __enter__(self) -> "Heartbeat":
        self._started = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._done.wait(self._every):
            detail = self._detail()
            say(self._tag, f"{self._work}: {duration(self.seconds)}" + (f", {detail}" if detail else ""))


def run_main(tag: str, main: Callable[[], int]) -> None:
    """Runs a script's main function: a `Failure` becomes a report and exit code 1, Ctrl-C becomes 130."""
    try:
        code = main()
    except Failure as failure:
        failure.report(tag)
        code = 1
    except KeyboardInterrupt:
        say(tag, "interrupted")
        code = 130
    sys.exit(code)
