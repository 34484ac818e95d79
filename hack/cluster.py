# SPDX-License-Identifier: Apache-2.0
"""A Kubernetes control plane on loopback: etcd, kube-apiserver with RBAC, and the controllers for garbage collection,
namespace deletion and service accounts. No nodes, so no pods.

As a module: `with Cluster(kit, directory) as cluster: ...`. As a process, for callers in other languages:

    python3 hack/cluster.py run --kit DIR --dir WORKDIR [--audit | --audit-user USER]

prints one line of JSON when ready ({"kubeconfig", "server", "pids", "audit"}) and lives until its standard input
ends or it gets SIGTERM or SIGINT; then everything it started is stopped. All state is below WORKDIR: kubeconfig,
logs/, audit.log.
"""
from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

import clusterfiles as files
import kubeclient
from console import Failure, Heartbeat, duration, run_main, say
from processes import Child, free_ports

_CONTROLLERS = ("garbage-collector-controller", "namespace-controller", "serviceaccount-controller",
                "serviceaccount-token-controller")
# A user of their own, so that the audit log tells their writes from the admin's.
_CONTROLLERS_USER = "controllers"
_START_ATTEMPTS = 4
_PORT_TAKEN = "address already in use"


class _PortTaken(Exception):
    """Another process took a port between our choice and its use."""


class Cluster:
    """One control plane. Start it from the main thread: on Linux its processes end when the starting thread does."""

    def __init__(self, kit: Path, directory: Path, audit: bool = False, timeout: float = 120.0,
                 stop: Optional[threading.Event] = None, audited_user: str = "") -> None:
        """`timeout` bounds the start, in seconds; setting `stop` during the start gives it up with a Failure.

        `audit` records writes, `audited_user` every request of that user."""
        self.kit, self.directory = Path(kit).resolve(), Path(directory).resolve()
        self.kubeconfig = self.directory / "kubeconfig"
        self.audit_log = self.directory / "audit.log" if audit or audited_user else None
        self._audited_user = audited_user
        self.server = ""
        self._timeout, self._stop = timeout, stop or threading.Event()
        self._children: List[Child] = []
        self._token, self._controllers_token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)

    def __enter__(self) -> "Cluster":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pids(self) -> Dict[str, int]:
        """Process ids by name."""
        return {child.name: child.pid for child in self._children}

    def start(self) -> "Cluster":
        """Returns when the API server is ready and the controllers work; a Failure carries the last log lines."""
        started = time.monotonic()
        with Heartbeat("cluster", "starting etcd, kube-apiserver and kube-controller-manager", every=5):
            for attempt in range(1, _START_ATTEMPTS + 1):
                try:
                    self._start_all(started + self._timeout)
                    break
                except _PortTaken as taken:
                    self.stop()
                    if attempt == _START_ATTEMPTS:
                        raise Failure(f"no free loopback ports after {attempt} attempts: {taken}") from taken
                    say("cluster", f"{taken}; trying other ports")
                except BaseException:
                    self.stop()
                    raise
        say("cluster", f"ready after {duration(time.monotonic() - started)}: {self.server}")
        return self

    def stop(self) -> None:
        """Stops what was started, last first. Harmless when nothing runs."""
        while self._children:
            self._children[-1].stop()
            self._children.pop()

    def check(self) -> None:
        """Raises a Failure with the last log lines when one of the processes has ended."""
        for child in self._children:
            if child.exit_code is not None:
                raise Failure(f"{child.name} ended with exit code {child.exit_code}",
                              f"its whole log is {child.log}", child.tail())

    def kubectl(self, *arguments: str, check: bool = True, timeout: float = 60.0) -> "subprocess.CompletedProcess[str]":
        """Runs kubectl as admin; a Failure with its stderr when it fails and `check` is set."""
        return kubeclient.kubectl(self.kit, self.kubeconfig, arguments, check, timeout)

    def sa_kubeconfig(self, namespace: str, serviceaccount: str, path: Path, hours: int = 24) -> Path:
        """Writes a kubeconfig with a fresh token of that ServiceAccount and returns its path."""
        return kubeclient.sa_kubeconfig(self.kit, self.kubeconfig, namespace, serviceaccount, path, hours)

    def _start_all(self, deadline: float) -> None:
        for name in ("etcd", "certs", "logs"):
            shutil.rmtree(self.directory / name, ignore_errors=True)
        if self.audit_log and self.audit_log.exists():
            self.audit_log.unlink()
        state = self.directory / "state"
        files.write_private(state / "tokens.csv", files.token_file({"admin": self._token,
                                                                    _CONTROLLERS_USER: self._controllers_token}))
        files.write_private(state / "service-accounts.key", files.signing_key())
        files.write_private(state / "audit-policy.yaml", files.audit_policy(self._audited_user))
        clients, peers, secure = free_ports(3)
        self.server = f"https://127.0.0.1:{secure}"
        etcd = f"http://127.0.0.1:{clients}"

        self._spawn("etcd", self._etcd_flags(etcd, f"http://127.0.0.1:{peers}"))
        self._wait("etcd", lambda: kubeclient.fetch(f"{etcd}/readyz") is not None, deadline)
        self._spawn("kube-apiserver", self._apiserver_flags(etcd, secure))
        certificate = self.directory / "certs" / "apiserver.crt"
        self._wait("the API server's certificate", lambda: _is_whole(certificate), deadline)
        self._wait("kube-apiserver", lambda: self._get("/readyz") is not None, deadline)
        ca = certificate.read_bytes()
        files.write_private(self.kubeconfig, files.kubeconfig(self.server, ca, self._token, "admin"))
        files.write_private(state / "controllers.kubeconfig",
                            files.kubeconfig(self.server, ca, self._controllers_token, _CONTROLLERS_USER))
        self._spawn("kube-controller-manager", self._controller_flags())
        # The default ServiceAccount is the controllers' first work: once it is there, they run.
        account = "/api/v1/namespaces/default/serviceaccounts/default"
        self._wait("kube-controller-manager", lambda: self._get(account) is not None, deadline)

    def _etcd_flags(self, clients: str, peers: str) -> List[str]:
        return ["--name=apiaccess", f"--data-dir={self.directory / 'etcd'}", "--unsafe-no-fsync",
                f"--listen-client-urls={clients}", f"--advertise-client-urls={clients}",
                f"--listen-peer-urls={peers}", f"--initial-advertise-peer-urls={peers}",
                f"--initial-cluster=apiaccess={peers}", "--log-level=warn"]

    def _apiserver_flags(self, etcd: str, port: int) -> List[str]:
        state = self.directory / "state"
        flags = [f"--etcd-servers={etcd}", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
                 f"--secure-port={port}", f"--cert-dir={self.directory / 'certs'}", "--external-hostname=localhost",
                 f"--token-auth-file={state / 'tokens.csv'}", "--authorization-mode=RBAC",
                 "--service-account-issuer=https://kubernetes.default.svc",
                 f"--service-account-key-file={state / 'service-accounts.key'}",
                 f"--service-account-signing-key-file={state / 'service-accounts.key'}",
                 "--service-cluster-ip-range=10.0.0.0/24", "--endpoint-reconciler-type=none",
                 "--max-requests-inflight=1000", "--max-mutating-requests-inflight=500"]
        if self.audit_log:
            flags += [f"--audit-log-path={self.audit_log}", f"--audit-policy-file={state / 'audit-policy.yaml'}",
                      "--audit-log-mode=blocking",
                      # MiB: whoever counts reads one file from its beginning to its end.
                      "--audit-log-maxsize=100000"]
        return flags

    def _controller_flags(self) -> List[str]:
        state = self.directory / "state"
        return [f"--kubeconfig={state / 'controllers.kubeconfig'}", f"--controllers={','.join(_CONTROLLERS)}",
                "--leader-elect=false", f"--service-account-private-key-file={state / 'service-accounts.key'}",
                "--bind-address=127.0.0.1", "--secure-port=0"]

    def _spawn(self, name: str, flags: Sequence[str]) -> None:
        binary = self.kit / name
        if not os.access(binary, os.X_OK):
            raise Failure(f"no executable {binary}", "python3 hack/kit.py prints a directory that has it")
        log = self.directory / "logs" / f"{name}.log"
        self._children.append(Child(name, [str(binary), *flags], log, kubeclient.environment()))

    def _wait(self, name: str, ready: Callable[[], bool], deadline: float) -> None:
        while not ready():
            for child in self._children:
                if child.exit_code is not None and any(_PORT_TAKEN in line for line in child.tail(40)):
                    raise _PortTaken(f"{child.name}: {_PORT_TAKEN}")
            self.check()
            if self._stop.wait(0.05):
                raise Failure("asked to stop while starting")
            if time.monotonic() > deadline:
                raise Failure(f"{name} was not ready within {duration(self._timeout)}",
                              f"the logs are in {self.directory / 'logs'}", self._children[-1].tail())

    def _get(self, path: str) -> Optional[bytes]:
        """The API server's answer to a GET as admin, None when there is none or it is an error."""
        return kubeclient.fetch(self.server + path, {"Authorization": f"Bearer {self._token}"},
                                self.directory / "certs" / "apiserver.crt")


def _is_whole(certificate: Path) -> bool:
    """The API server creates the file before it writes it."""
    return certificate.exists() and certificate.read_bytes().rstrip().endswith(b"-----END CERTIFICATE-----")


def _run(arguments: argparse.Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def until_input_ends() -> None:
        while os.read(0, 4096):
            pass
        stop.set()

    threading.Thread(target=until_input_ends, name="stdin", daemon=True).start()
    with Cluster(arguments.kit, arguments.dir, arguments.audit, stop=stop, audited_user=arguments.audit_user) as cluster:
        ready = {"kubeconfig": str(cluster.kubeconfig), "server": cluster.server, "pids": cluster.pids,
                 "audit": str(cluster.audit_log) if cluster.audit_log else None}
        print(json.dumps(ready), flush=True)
        while not stop.wait(0.5):
            cluster.check()
    return 0


def _token(arguments: argparse.Namespace) -> int:
    print(kubeclient.sa_kubeconfig(arguments.kit, arguments.kubeconfig, arguments.namespace,
                                   arguments.serviceaccount, arguments.out, arguments.hours))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="run|token")
    run = commands.add_parser("run", help="start a control plane, live until standard input ends")
    run.add_argument("--kit", type=Path, required=True, help="directory with the binaries (python3 hack/kit.py)")
    run.add_argument("--dir", type=Path, required=True, help="where state, logs and the kubeconfig go")
    run.add_argument("--audit", action="store_true", help="write every write request to audit.log")
    run.add_argument("--audit-user", default="", help="write every request of this user to audit.log")
    run.set_defaults(action=_run)
    token = commands.add_parser("token", help="write a kubeconfig for a ServiceAccount")
    token.add_argument("--kit", type=Path, required=True, help="directory with the binaries")
    token.add_argument("--kubeconfig", type=Path, required=True, help="the admin's kubeconfig")
    token.add_argument("-n", "--namespace", default="default", help="the ServiceAccount's namespace")
    token.add_argument("--hours", type=int, default=24, help="how long the token is valid")
    token.add_argument("--out", type=Path, required=True, help="the file to write")
    token.add_argument("serviceaccount")
    token.set_defaults(action=_token)
    return parser


def main() -> int:
    arguments = _parser().parse_args()
    return int(arguments.action(arguments))


if __name__ == "__main__":
    run_main("cluster", main)
