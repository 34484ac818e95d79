# SPDX-License-Identifier: Apache-2.0
"""The files a control plane needs: a signing key, an admin token, an audit policy, kubeconfigs."""
from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Dict, List, Mapping

# The order of the curve P-256 (NIST SP 800-186, 3.2.1.3): a private key is a number below it, and above zero.
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_P256_OID = bytes.fromhex("06082a8648ce3d030107")

_WRITES = ["create", "update", "patch", "delete", "deletecollection"]
AUDIT_POLICY: Dict[str, object] = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [
        # Leases and events are written by the clock; reviews are questions that store nothing.
        {"level": "None", "resources": [
            {"group": "coordination.k8s.io", "resources": ["leases"]},
            {"group": "", "resources": ["events"]},
            {"group": "events.k8s.io", "resources": ["events"]},
            {"group": "authentication.k8s.io"},
            {"group": "authorization.k8s.io"},
        ]},
        {"level": "Metadata", "verbs": _WRITES},
        {"level": "None"},
    ],
}


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)


def signing_key() -> str:
    """A fresh P-256 private key as PEM (RFC 5915, without the optional public key), made without OpenSSL."""
    number = (secrets.randbelow(_P256_ORDER - 1) + 1).to_bytes(32, "big")
    body = b"\x02\x01\x01" + b"\x04\x20" + number + b"\xa0" + bytes([len(_P256_OID)]) + _P256_OID
    encoded = base64.b64encode(b"\x30" + bytes([len(body)]) + body).decode()
    lines = [encoded[start:start + 64] for start in range(0, len(encoded), 64)]
    return "\n".join(["-----BEGIN EC PRIVATE KEY-----", *lines, "-----END EC PRIVATE KEY-----", ""])


def token_file(tokens: Mapping[str, str]) -> str:
    """The content for --token-auth-file: users by name with their tokens, all cluster admins by their group."""
    return "".join(f'{token},{user},{user},"system:masters"\n' for user, token in tokens.items())


def audit_policy(user: str = "") -> str:
    """The policy that records writes; with a user every request of that user instead, reads too, and of nobody else."""
    every: Dict[str, object] = {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"],
                                "rules": [{"level": "Metadata", "users": [user]}, {"level": "None"}]}
    return json.dumps(every if user else AUDIT_POLICY, indent=2) + "\n"


def kubeconfig(server: str, ca: bytes, token: str, user: str, namespace: str = "default") -> str:
    """A kubeconfig with everything embedded, for one user of one cluster."""
    lines: List[str] = [
        "apiVersion: v1",
        "kind: Config",
        "clusters:",
        "  - name: apiaccess",
        "    cluster:",
        f"      server: {server}",
        f"      certificate-authority-data: {base64.b64encode(ca).decode()}",
        "users:",
        f"  - name: {json.dumps(user)}",
        f"    user: {{token: {json.dumps(token)}}}",
        "contexts:",
        "  - name: apiaccess",
        f"    context: {{cluster: apiaccess, user: {json.dumps(user)}, namespace: {json.dumps(namespace)}}}",
        "current-context: apiaccess",
        "",
    ]
    return "\n".join(lines)
