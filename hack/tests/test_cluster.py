# SPDX-License-Identifier: Apache-2.0
"""The control plane with the real binaries, as a process of its own, as demo, tests and bench use it."""
from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import unittest
from typing import Any, Dict, List
from unittest import mock

from support import HACK, InDirectory, executable

import cluster
import kit
import kubeclient
import processes
from cluster import Cluster
from console import Failure

KIT = kit.where()
_ABSENT = kit.missing(KIT)
_SECONDS = 150


class CertificateTest(InDirectory):
    def test_a_file_that_is_being_written_is_not_taken(self) -> None:
        certificate = self.directory / "apiserver.crt"
        self.assertFalse(cluster._is_whole(certificate))
        certificate.write_bytes(b"")
        self.assertFalse(cluster._is_whole(certificate))
        certificate.write_bytes(b"-----BEGIN CERTIFICATE-----\nMIIB")
        self.assertFalse(cluster._is_whole(certificate))
        certificate.write_bytes(b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
        self.assertTrue(cluster._is_whole(certificate))


@unittest.skipIf(_ABSENT, f"not built: {', '.join(_ABSENT)} (python3 hack/kit.py builds them)")
class RunningClusterTest(InDirectory):
    def start(self) -> "tuple[subprocess.Popen[str], Dict[str, Any]]":
        """A started `cluster.py run` and the line it printed."""
        command = [sys.executable, str(HACK / "cluster.py"), "run", "--kit", str(KIT), "--dir",
                   str(self.directory / "work"), "--audit"]
        log = open(self.directory / "stderr", "w+", encoding="utf-8")
        self.addCleanup(log.close)
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        self.addCleanup(self.end, process)
        assert process.stdout is not None
        line = process.stdout.readline()
        self.assertTrue(line, f"no cluster: {(self.directory / 'stderr').read_text()}")
        return process, json.loads(line)

    @staticmethod
    def end(process: "subprocess.Popen[str]") -> None:
        for stream in (process.stdin, process.stdout):
            if stream and not stream.closed:
                stream.close()
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kubectl(self, *arguments: str) -> str:
        return kubeclient.kubectl(KIT, self.directory / "work" / "kubeconfig", arguments).stdout

    def writes(self, resource: str, name: str) -> List[str]:
        lines = (self.directory / "work" / "audit.log").read_text(encoding="utf-8").splitlines()
        references = [(event["verb"], event.get("objectRef", {})) for event in map(json.loads, lines)]
        return [verb for verb, ref in references if (ref.get("resource"), ref.get("name")) == (resource, name)]

    def assert_all_gone(self, pids: Dict[str, int]) -> None:
        gone = processes.wait_until(lambda: not any(map(processes.is_alive, pids.values())), 30)
        self.assertTrue(gone, {name: pid for name, pid in pids.items() if processes.is_alive(pid)})

    def test_namespaces_and_tokens_work_and_nothing_is_left_when_the_input_ends(self) -> None:
        process, ready = self.start()
        self.assertEqual({"etcd", "kube-apiserver", "kube-controller-manager"}, set(ready["pids"]))

        self.kubectl("create", "namespace", "shop")
        self.assertIn("create", self.writes("namespaces", "shop"))
        self.kubectl("create", "serviceaccount", "clerk", "-n", "shop")
        out = self.directory / "clerk.kubeconfig"
        done = subprocess.run([sys.executable, str(HACK / "cluster.py"), "token", "--kit", str(KIT), "--kubeconfig",
                               ready["kubeconfig"], "-n", "shop", "clerk", "--out", str(out)],
                              stdout=subprocess.PIPE, text=True, timeout=60, check=True)
        self.assertEqual(str(out), done.stdout.strip())
        clerk = kubeclient.kubectl(KIT, out, ["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"])
        self.assertEqual("system:serviceaccount:shop:clerk", clerk.stdout)
        refused = kubeclient.kubectl(KIT, out, ["get", "secrets"], check=False)
        self.assertIn("Forbidden", refused.stderr)

        self.kubectl("delete", "namespace", "shop", "--timeout=60s")
        left = self.kubectl("get", "namespaces", "-o", "name")
        self.assertNotIn("namespace/shop", left)

        assert process.stdin is not None
        process.stdin.close()
        self.assertEqual(0, process.wait(60))
        self.assert_all_gone(ready["pids"])

    @unittest.skipUnless(sys.platform.startswith("linux"), "only Linux ends the children of a killed process")
    def test_nothing_is_left_when_the_launcher_is_killed(self) -> None:
        process, ready = self.start()
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        self.assert_all_gone(ready["pids"])

    def test_a_port_that_was_taken_is_no_end(self) -> None:
        real, calls = processes.free_ports, []

        with processes.socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()

            def first_call_collides(count: int) -> List[int]:
                calls.append(count)
                ports = real(count)
                return [taken.getsockname()[1], *ports[1:]] if len(calls) == 1 else ports

            with mock.patch.object(cluster, "free_ports", first_call_collides):
                with Cluster(KIT, self.directory / "work") as started:
                    pids = started.pids
                    self.assertIn("namespace/default", started.kubectl("get", "namespaces", "-o", "name").stdout)
        self.assertEqual(2, len(calls))
        self.assert_all_gone(pids)


class FailingClusterTest(InDirectory):
    """Stand-ins for the binaries: what is said when one of them does not come up."""

    def test_a_process_that_dies_is_named_with_its_last_words(self) -> None:
        executable(self.directory / "kit" / "etcd", "#!/bin/sh\necho 'disk is full' >&2\nexit 7\n")
        with self.assertRaises(Failure) as caught:
            Cluster(self.directory / "kit", self.directory / "work").start()
        self.assertEqual("etcd ended with exit code 7", caught.exception.problem)
        self.assertEqual(["disk is full"], caught.exception.evidence)

    def test_a_start_that_takes_too_long_ends_with_nothing_running(self) -> None:
        executable(self.directory / "kit" / "etcd", f"#!/bin/sh\necho $$ > {self.directory}/pid\nexec sleep 60\n")
        with self.assertRaises(Failure) as caught:
            Cluster(self.directory / "kit", self.directory / "work", timeout=1).start()
        self.assertIn("etcd was not ready within 1.0 s", caught.exception.problem)
        self.assertFalse(processes.is_alive(int((self.directory / "pid").read_text())))

    def test_a_start_can_be_given_up(self) -> None:
        executable(self.directory / "kit" / "etcd", "#!/bin/sh\nexec sleep 60\n")
        stop = threading.Event()
        stop.set()
        with self.assertRaises(Failure) as caught:
            Cluster(self.directory / "kit", self.directory / "work", stop=stop).start()
        self.assertIn("asked to stop", caught.exception.problem)

    def test_a_missing_binary_is_named(self) -> None:
        with self.assertRaises(Failure) as caught:
            Cluster(self.directory, self.directory / "work").start()
        self.assertIn(str(self.directory / "etcd"), caught.exception.problem)


if __name__ == "__main__":
    unittest.main()
