# SPDX-License-Identifier: Apache-2.0
"""A small client of the API server for thousands of objects: connections that are kept, several threads, watches."""
from __future__ import annotations

import base64
import http.client
import json
import ssl
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Set, Tuple

from benchparts.load import GROUP, Key
from console import Failure
from demoparts.stage import Stage
from demoparts.watching import condition, ready

_THREADS = 8


class Kube:
    """The API server as its administrator sees it."""

    def __init__(self, stage: Stage) -> None:
        config = json.loads(stage.kubectl("config", "view", "--raw", "--minify", "-o", "json"))
        cluster = config["clusters"][0]["cluster"]
        self._token = config["users"][0]["user"]["token"]
        self._host = urllib.parse.urlsplit(cluster["server"]).netloc
        ca = base64.b64decode(cluster["certificate-authority-data"]).decode()
        self._context = ssl.create_default_context(cadata=ca)
        self._context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        self._local = threading.local()

    def connect(self, timeout: Optional[float] = 60.0) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(self._host, context=self._context, timeout=timeout)

    def headers(self) -> Dict[str, str]:
        return {"authorization": f"Bearer {self._token}", "accept": "application/json"}

    def send(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> bytes:
        """The body of a good answer; a Failure for any other."""
        sent = None if body is None else json.dumps(body).encode()
        try:
            status, content = self._exchange(method, path, sent, kind)
        except (http.client.HTTPException, ConnectionError):  # the server had closed a connection that was idle
            self._local.connection = None
            status, content = self._exchange(method, path, sent, kind)
        if status >= 300:
            raise Failure(f"{method} {path}: {status}", "", [content.decode(errors="replace")[:500]])
        return content

    def _exchange(self, method: str, path: str, body: Optional[bytes], kind: str) -> Tuple[int, bytes]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self.connect()
        connection.request(method, path, body, {**self.headers(), "content-type": kind})
        answer = connection.getresponse()
        return answer.status, bytes(answer.read())

    def apply(self, path: str, item: Dict[str, Any]) -> Dict[str, Any]:
        """Server-side apply; the object as it is then."""
        return dict(json.loads(self.send("PATCH", f"{path}?fieldManager=bench&force=true", item,
                                         "application/apply-patch+yaml")))

    def merge(self, path: str, patch: Dict[str, Any]) -> Dict[str, Any]:
        return dict(json.loads(self.send("PATCH", path, patch, "application/merge-patch+json")))

    def each(self, work: Callable[[Any], Any], items: Iterable[Any]) -> List[Any]:
        """The results for all items, several at a time."""
        with ThreadPoolExecutor(_THREADS) as threads:
            return list(threads.map(work, items))

    def event_writes(self) -> int:
        """Events written until now, which the audit log leaves out."""
        text = self.send("GET", "/metrics").decode()
        return sum(int(float(line.rpartition(" ")[2])) for line in text.splitlines()
                   if line.startswith("apiserver_request_total{") and 'resource="events"' in line
                   and any(f'verb="{verb}"' in line for verb in ("POST", "PATCH", "PUT", "CREATE")) and 'code="20' in line)


class Progress:
    """When each object was first seen synced and ready in its generation, and when it went."""

    def __init__(self, kube: Kube, plurals: Iterable[str]) -> None:
        self.asked: Dict[Key, float] = {}
        self.synced: Dict[Key, float] = {}
        self.ready: Dict[Key, float] = {}
        self.gone: Dict[Key, float] = {}
        self._generation: Dict[Key, int] = {}
        self._lock = threading.Lock()
        self._ends = False
        self._kube = kube
        self._threads = [threading.Thread(target=self._watch, args=(plural,), name=f"watch-{plural}", daemon=True)
                         for plural in plurals]
        for each in self._threads:
            each.start()

    def ask(self, key: Key, item: Dict[str, Any]) -> None:
        """The object was written just now: what was seen of an earlier generation counts no more."""
        with self._lock:
            generation = int(item["metadata"]["generation"])
            if self._generation.get(key) != generation:
                self._generation[key] = generation
                self.synced.pop(key, None)
                self.ready.pop(key, None)

    def begin(self, keys: Iterable[Key]) -> None:
        """The moment just before the objects are written."""
        now = time.monotonic()
        with self._lock:
            self.asked.update((key, now) for key in keys)

    def close(self) -> None:
        self._ends = True

    def missing(self, keys: Set[Key], moments: Dict[Key, float]) -> int:
        with self._lock:
            return sum(1 for key in keys if key not in moments)

    def _watch(self, plural: str) -> None:
        version = json.loads(self._kube.send("GET", f"{GROUP}/{plural}?limit=1"))["metadata"]["resourceVersion"]
        while not self._ends:
            connection = self._kube.connect(timeout=None)
            connection.request("GET", f"{GROUP}/{plural}?watch=1&resourceVersion={version}&timeoutSeconds=3600",
                               headers=self._kube.headers())
            for event in _lines(connection.getresponse()):
                item = event["object"]
                if event["type"] == "ERROR":
                    raise Failure(f"the watch of {plural} ended: {item}")
                version = item["metadata"]["resourceVersion"]
                self._see(plural, event["type"], item)
                if self._ends:
                    return

    def _see(self, plural: str, kind: str, item: Dict[str, Any]) -> None:
        now, meta = time.monotonic(), item["metadata"]
        key = Key(plural, meta["namespace"], meta["name"])
        with self._lock:
            if kind == "DELETED":
                self.gone[key] = now
                return
            if self._generation.setdefault(key, meta["generation"]) < meta["generation"]:
                self._generation[key] = meta["generation"]
                self.synced.pop(key, None)
                self.ready.pop(key, None)
            synced = condition(item, "Synced")
            if self._generation[key] != meta["generation"]:
                return
            if synced.get("status") == "True" and synced.get("observedGeneration") == meta["generation"]:
                self.synced.setdefault(key, now)
            if ready(item):
                self.ready.setdefault(key, now)


def _lines(answer: http.client.HTTPResponse) -> Iterator[Dict[str, Any]]:
    for line in answer:
        if line.strip():
            yield json.loads(line)
