# SPDX-License-Identifier: Apache-2.0
"""The per-user cache directory of the scripts, and a lock so that two of them do not fill it at once."""
from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Iterable, Iterator

from console import run_main, say


def root() -> Path:
    """`$XDG_CACHE_HOME/apiaccess`, or `~/.cache/apiaccess`."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "apiaccess"


def fingerprint(parts: Iterable[bytes]) -> str:
    """Twelve hex digits that change when any of the parts changes."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def locked(lock_file: Path, tag: str, work: str) -> Iterator[None]:
    """Holds an exclusive lock; says so when another process holds it. The lock ends with its process."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with open(lock_file, "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(tag, f"another process {work}; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main() -> int:
    """`python3 hack/cache.py` prints the cache directory, `--clean` removes it."""
    if sys.argv[1:] == ["--clean"]:
        shutil.rmtree(root(), ignore_errors=True)
        say("cache", f"removed {root()}")
    else:
        print(root())
    return 0


if __name__ == "__main__":
    run_main("cache", main)
