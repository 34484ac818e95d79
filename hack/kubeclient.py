# SPDX-License-Identifier: Apache-2.0
"""Talks to a control plane on loopback: plain HTTP for readiness, kubectl for the rest."""
from __future__ import annotations

import base64
import json
import os
import ssl
import subprocess
import urllib.request
from pathlib import Path
from typing import Dict, Mapping, Optional, Sequence

import clusterfiles as files
from console import Failure

# Only loopback is spoken to, whatever proxy the environment names.
_DIRECT = urllib.request.ProxyHandler({})


def fetch(url: str, headers: Optional[Mapping[str, str]] = None, ca: Optional[Path] = None) -> Optional[bytes]:
    """The answer to a GET; None when there is none or it is an error."""
    context = None
    if ca:
        context = ssl.create_default_context(cafile=str(ca))
        # Python 3.13 is strict about extensions that a self-signed certificate of Kubernetes lacks.
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    opener = urllib.request.build_opener(_DIRECT, urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(urllib.request.Request(url, headers=dict(headers or {})), timeout=5) as response:
            return bytes(response.read())
    except OSError:
        return None


def environment() -> Dict[str, str]:
    """This process's environment, with loopback kept away from proxies."""
    return {**os.environ, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


def kubectl(kit: Path, kubeconfig: Path, arguments: Sequence[str], check: bool = True,
            timeout: float = 60.0) -> "subprocess.CompletedProcess[str]":
    """Runs the kit's kubectl with that kubeconfig; a Failure with its stderr when it fails and `check` is set."""
    done = subprocess.run([str(Path(kit) / "kubectl"), f"--kubeconfig={kubeconfig}", *arguments], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, env=environment(), timeout=timeout,
                          check=False)
    if check and done.returncode != 0:
        raise Failure(f"kubectl {' '.join(arguments)} failed (exit code {done.returncode})", "",
                      done.stderr.splitlines()[-10:])
    return done


def sa_kubeconfig(kit: Path, admin: Path, namespace: str, serviceaccount: str, path: Path, hours: int = 24) -> Path:
    """Writes a kubeconfig whose user is that ServiceAccount, by a token that the API server issues for `hours`."""
    shown = kubectl(kit, admin, ["config", "view", "--raw", "--minify", "-o", "json"])
    connection = json.loads(shown.stdout)["clusters"][0]["cluster"]
    token = kubectl(kit, admin, ["create", "token", serviceaccount, "-n", namespace, f"--duration={hours}h"]).stdout
    user = f"system:serviceaccount:{namespace}:{serviceaccount}"
    ca = base64.b64decode(connection["certificate-authority-data"])
    files.write_private(Path(path), files.kubeconfig(connection["server"], ca, token.strip(), user, namespace))
    return Path(path)
