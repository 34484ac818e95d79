# SPDX-License-Identifier: Apache-2.0
"""What happens in Kubernetes while the story goes on: changes of objects by `kubectl get -w`, writes by the audit log."""
from __future__ import annotations

import datetime
import json
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from demoparts.stage import FIRST_KINDS, OPERATOR_USER, Stage

Name = Tuple[str, str]


def condition(item: Dict[str, Any], kind: str) -> Dict[str, Any]:
    """A condition of an object, empty when it has none of that type."""
    return next((one for one in item.get("status", {}).get("conditions", []) if one["type"] == kind), {})


def ready(item: Dict[str, Any]) -> bool:
    """Ready for the generation that there is now."""
    found = condition(item, "Ready")
    return found.get("status") == "True" and found.get("observedGeneration") == item["metadata"]["generation"] \
        and item["status"].get("observedGeneration") == item["metadata"]["generation"]


class Watch:
    """Sees every state of our objects from its start on, also those that last for milliseconds only."""

    def __init__(self, stage: Stage, label: str, kinds: str = FIRST_KINDS) -> None:
        self._children = [stage.spawn(f"watch-{label}-{kind}", [
            str(stage.kit / "kubectl"), f"--kubeconfig={stage.cluster.kubeconfig}", "get", kind, "-A", "--watch",
            "--output=json"]) for kind in kinds.split(",")]

    def started(self) -> bool:
        """Whether every watch has shown what there was."""
        return all(child.log.stat().st_size > 0 for child in self._children)

    def states(self) -> Iterator[Dict[str, Any]]:
        """All states seen until now, those of one object in order."""
        for child in self._children:
            yield from _documents(child.log.read_text(encoding="utf-8", errors="replace"))

    def drifts(self) -> Dict[Name, List[str]]:
        """What was named in status while `Drifted` was true, by kind and name."""
        found: Dict[Name, List[str]] = {}
        for item in self.states():
            if condition(item, "Drifted").get("status") == "True":
                lines = found.setdefault((item["kind"], item["metadata"]["name"]), [])
                lines += [line for line in item["status"].get("drift", []) if line not in lines]
        return found

    def stop(self) -> None:
        for child in self._children:
            child.stop()


def _documents(text: str) -> Iterator[Dict[str, Any]]:
    """The JSON documents in a text; an unfinished one at its end is left for the next time."""
    decoder, position = json.JSONDecoder(), 0
    while True:
        while position < len(text) and text[position].isspace():
            position += 1
        if position >= len(text):
            return
        try:
            found, position = decoder.raw_decode(text, position)
        except ValueError:
            return
        yield from (found["items"] if found.get("kind") == "List" else [found])


class Audit:
    """The API server's record of writes; leases, events and questions are not in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def writes(self, since: float = 0.0, user: str = OPERATOR_USER) -> List[Dict[str, Any]]:
        """The writes of a user since a moment of this machine's clock."""
        found = []
        for line in self._path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["user"]["username"] == user and _moment(entry["requestReceivedTimestamp"]) >= since:
                found.append(entry)
        return found


def shown(entry: Dict[str, Any]) -> str:
    """An entry of the audit log on a line."""
    return f"{entry['verb']} {entry['requestURI']} {entry.get('responseStatus', {}).get('code', '')}"


def _moment(stamp: str) -> float:
    return datetime.datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(
        tzinfo=datetime.timezone.utc).timestamp()


def events(stage: Stage) -> List[str]:
    """The events that there are, by name with how often each was repeated."""
    return sorted(f"{item['metadata']['namespace']}/{item['metadata']['name']} {item['metadata']['resourceVersion']}"
                  for item in stage.objects("events", "-A"))


def find(stage: Stage, kind: str, namespace: str, name: str) -> Dict[str, Any]:
    """One object."""
    return stage.objects(kind, name, "-n", namespace)[0]


def all_ready(stage: Stage, file: str) -> Optional[float]:
    """The moment at which all objects of a manifest are seen ready, None when they are not."""
    return time.monotonic() if all(ready(item) for item in stage.objects("-f", file)) else None
