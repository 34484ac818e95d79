# SPDX-License-Identifier: Apache-2.0
"""Child processes that log to a file, are stopped by their id, and do not outlive a parent that is killed."""
from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Callable, List, Mapping, Optional, Sequence

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


class Child:
    """A started process. Its output goes to a fresh log file; it has a session of its own, so that a Ctrl-C in the
    terminal reaches only the parent, which then stops its children in the right order."""

    def __init__(self, name: str, command: Sequence[str], log: Path,
                 environment: Optional[Mapping[str, str]] = None) -> None:
        self.name, self.log = name, log
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "wb") as output:
            self._process = subprocess.Popen(list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                             env=environment, start_new_session=True, preexec_fn=_die_with_parent())

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> Optional[int]:
        """None while the process runs."""
        return self._process.poll()

    def tail(self, lines: int = 15) -> List[str]:
        """The last lines of the log."""
        try:
            return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        except OSError:
            return []

    def stop(self, grace: float = 10.0) -> None:
        """Asks the process to end, waits, ends it by force after `grace` seconds."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(grace)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()


def _die_with_parent() -> Optional[Callable[[], None]]:
    """On Linux: a hook for the child that has the kernel kill it when its parent dies.

    The kernel watches the parent's thread, not its process, so this is done from the main thread only.
    """
    if _LIBC is None or threading.current_thread() is not threading.main_thread():
        return None
    parent = os.getpid()

    def hook() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the kernel knew
            os._exit(1)

    return hook


def free_ports(count: int) -> List[int]:
    """Different loopback ports that are free now. Another process can still take one before it is used."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def is_alive(pid: int) -> bool:
    """Whether a process with this id exists and is more than a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return not Path("/proc/self").exists()


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Polls until the condition holds; False when it did not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
