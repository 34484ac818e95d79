# SPDX-License-Identifier: Apache-2.0
"""Everything that runs for the demo: control plane, emulated AWS, operator. All of it is stopped when the stage closes."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

import awswire
import jdk
import kubeclient
from cluster import Cluster
from console import Failure, Heartbeat
from demoparts import build
from demoparts.account import CLUSTER, REGION, Account
from processes import Child, free_ports

NAMESPACE, SERVICE_ACCOUNT = "apiaccess-system", "apiaccess"
OPERATOR_USER = f"system:serviceaccount:{NAMESPACE}:{SERVICE_ACCOUNT}"
# Those that the first chapter makes: a watch of a kind without objects prints nothing.
FIRST_KINDS = "apiaccesspolicies,apiratelimits,apikeygrants"
KINDS = f"{FIRST_KINDS},apiprotections"
TIME_DIVISOR = 20
_START = 60.0
# Made for processes that live for a minute or two.
_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class Version(NamedTuple):
    """A version of the operator: the directory of its `crds` and `deploy`, and what is started."""

    root: Path
    application: Path


class Setup(NamedTuple):
    """How the stage is set: `sweep` in seconds of AWS's clock, `java` for the operator alone."""

    time_divisor: int = TIME_DIVISOR
    sweep: int = 60
    java: Tuple[str, ...] = _QUICK
    account: Callable[[str], Account] = Account
    version: Version = Version(build.ROOT, build.APPLICATION)


class Stage:
    """`with Stage(kit, directory) as stage:` starts all; `seconds` says how long each part took."""

    def __init__(self, kit: Path, directory: Path, setup: Setup = Setup()) -> None:
        self.kit, self.directory, self.setup = kit, directory, setup
        self.seconds: Dict[str, float] = {}
        self.operator_url = ""
        self.cluster: Cluster
        self.account: Account
        self.emulator: Child
        self.operator: Child
        self._stack = ExitStack()

    def __enter__(self) -> "Stage":
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        try:
            self._start()
            return self
        except BaseException:
            self._stack.close()
            raise

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def kubectl(self, *arguments: str, check: bool = True, timeout: float = 60.0) -> str:
        """Standard output of kubectl as cluster administrator; with `check` unset its errors too."""
        try:
            done = self.cluster.kubectl(*arguments, check=check, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise Failure(f"kubectl {' '.join(arguments)} did not end within {timeout:.0f} s") from None
        return done.stdout if check else done.stdout + done.stderr

    def objects(self, *arguments: str) -> List[Dict[str, Any]]:
        """The objects that `kubectl get` finds."""
        found = json.loads(self.kubectl("get", *arguments, "-o", "json"))
        return list(found["items"]) if found["kind"].endswith("List") else [found]

    def spawn(self, name: str, command: List[str], environment: Optional[Dict[str, str]] = None) -> Child:
        """Starts a process that ends with the stage; its log is in the stage's directory."""
        child = Child(name, command, self.directory / f"{name}.log", environment or kubeclient.environment())
        self._stack.callback(child.stop)
        return child

    def check(self) -> None:
        """A Failure when something that should run has ended."""
        self.cluster.check()
        for child in (self.emulator, self.operator):
            _alive(child)

    def operator_environment(self) -> Dict[str, str]:
        """What the operator is set to, besides what the process inherits."""
        own = self.account.operator
        return {"KUBECONFIG": str(self.directory / "operator.kubeconfig"), "AWS_ENDPOINT_URL": self.account.endpoint,
                "AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": own.access_key, "AWS_SECRET_ACCESS_KEY": own.secret_key,
                "APIACCESS_CLUSTER_ID": CLUSTER, "APIACCESS_TIME_DIVISOR": str(self.setup.time_divisor),
                "APIACCESS_SWEEP_INTERVAL": f"{self.setup.sweep}s", "QUARKUS_HTTP_HOST": "127.0.0.1",
                "QUARKUS_HTTP_PORT": self.operator_url.rpartition(":")[2]}

    def _start(self) -> None:
        began = time.monotonic()
        # A key works one of AWS's minutes after it was put into its plan.
        self.emulator = self.spawn("emulator", [
            str(build.COMMAND), "emulator", "--port", "0",
            "--time-divisor", str(self.setup.time_divisor), "--limits",
            "--key-settle", str(60_000 // self.setup.time_divisor)],
            {**kubeclient.environment(), "JAVA_HOME": str(jdk.find())})
        filling = _Background(lambda: self._fill(began))
        cluster = Cluster(self.kit, self.directory / "kubernetes", audit=True)
        started = time.monotonic()
        self.cluster = self._stack.enter_context(cluster)
        self.seconds["kubernetes"] = time.monotonic() - started
        root = self.setup.version.root
        self.kubectl("apply", "--server-side", "-f", str(root / "crds"))
        self.kubectl("apply", "-k", str(root / "deploy" / "base"))
        self.kubectl("wait", "--for=condition=Established", "-f", str(root / "crds"))
        self.account = filling.result()
        self.start_operator()

    def _fill(self, began: float) -> Account:
        with Heartbeat("aws", "starting the emulated AWS", every=5):
            endpoint = _poll(self.emulator, self._endpoint)
        self.seconds["emulator"] = time.monotonic() - began
        return self.setup.account(endpoint)

    def _endpoint(self) -> Optional[str]:
        for line in self.emulator.tail(50):
            if line.startswith("{"):
                return str(json.loads(line)["endpoint"])
        return None

    def start_operator(self, name: str = "operator") -> None:
        """Starts it, also anew after it was stopped; returns when it is ready. `name` is that of its log."""
        self.cluster.sa_kubeconfig(NAMESPACE, SERVICE_ACCOUNT, self.directory / "operator.kubeconfig")
        self.operator_url = f"http://127.0.0.1:{free_ports(1)[0]}"
        inherited = {name: value for name, value in kubeclient.environment().items()
                     if not name.startswith(("AWS_", "APIACCESS_", "QUARKUS_"))}
        started = time.monotonic()
        self.operator = self.spawn(name, [str(build.java()), *self.setup.java, "-jar", str(self.setup.version.application)],
                                   {**inherited, **self.operator_environment()})
        with Heartbeat("operator", "starting", every=5):
            _poll(self.operator, lambda: self.fetch("/q/health/ready"))
        self.seconds["operator"] = time.monotonic() - started

    def fetch(self, path: str) -> Optional[str]:
        """The operator's answer over HTTP, None when it is none or an error."""
        try:
            status, body = awswire.http("GET", self.operator_url + path, timeout=5)
        except OSError:
            return None
        return body.decode(errors="replace") if status == 200 else None

    def evidence(self) -> List[str]:
        """What helps to understand a failure: statuses, the operator's last words, its last AWS calls."""
        lines = ["objects:"]
        for item in self.objects(f"{KINDS},awsconnections", "-A"):
            meta, status = item["metadata"], item.get("status", {})
            lines.append(f"  {item['kind']} {meta.get('namespace', '')}/{meta['name']}"
                         + (" (deleting)" if meta.get("deletionTimestamp") else ""))
            lines += [f"    {one['type']}={one['status']}/{one['reason']}: {one.get('message', '')}"[:300]
                      for one in status.get("conditions", [])]
            rest = {name: value for name, value in status.items() if name != "conditions"}
            lines.append(f"    {json.dumps(rest)}"[:600])
        lines += ["AWS calls of the operator, the last ones:"]
        lines += [f"  {call['sequence']} {call['service']} {call['operation']} {call['status']} {call['error'] or ''} "
                  f"{call['target']} {json.dumps(call['parameters'])}"[:300]
                  for call in self.account.operator_calls()[-12:]]
        lines += [f"operator, the end of {self.operator.log}:", *(f"  {_log_line(line)}" for line in self.operator.tail(20))]
        return lines


class _Background:
    """A function in a thread of its own; `result` waits, and raises what it raised."""

    def __init__(self, work: Callable[[], Account]) -> None:
        self._work = work
        self._done: List[Account] = []
        self._failed: List[BaseException] = []
        self._thread = threading.Thread(target=self._run, name="account", daemon=True)
        self._thread.start()

    def result(self) -> Account:
        self._thread.join()
        if self._failed:
            raise self._failed[0]
        return self._done[0]

    def _run(self) -> None:
        try:
            self._done.append(self._work())
        except Exception as failure:  # handed over to the one who waits
            self._failed.append(failure)


def _log_line(line: str) -> str:
    """A line of the operator's JSON log for people, other lines as they are; cut to a width that can be read."""
    try:
        entry = json.loads(line)
        shown = f"{entry['timestamp'][11:23]} {entry['level']} {entry['loggerName'].rpartition('.')[2]}: {entry['message']}"
    except (ValueError, KeyError, TypeError):
        shown = line
    return shown[:240]


def _alive(child: Child) -> None:
    if child.exit_code is not None:
        raise Failure(f"{child.name} ended with exit code {child.exit_code}", f"its whole log is {child.log}",
                      [_log_line(line) for line in child.tail(25)])


def _poll(child: Child, probe: Callable[[], Optional[str]]) -> str:
    deadline = time.monotonic() + _START
    while True:
        found = probe()
        if found is not None:
            return found
        _alive(child)
        if time.monotonic() > deadline:
            raise Failure(f"{child.name} was not ready within {_START:.0f} s", f"its whole log is {child.log}",
                          [_log_line(line) for line in child.tail(25)])
        time.sleep(0.05)
