# SPDX-License-Identifier: Apache-2.0
"""A small AWS client on the standard library: Signature Version 4, the query protocol of IAM and STS, API Gateway's
REST. It speaks to one endpoint, answers with plain values, and waits when AWS says that it was asked too fast."""
from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

# Only loopback is spoken to, whatever proxy the environment names.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_PATIENCE = 15.0
_THROTTLED = re.compile(r"Throttling|TooManyRequests")


class Credentials(NamedTuple):
    """What a request is signed with; `token` is empty for long-lived keys."""

    access_key: str
    secret_key: str
    token: str = ""


class AwsFailure(Exception):
    """A refusal by AWS: HTTP status, AWS's code and its words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


def sign(method: str, url: str, body: bytes, credentials: Credentials, service: str, region: str,
         now: datetime.datetime, extra: Optional[Mapping[str, str]] = None) -> Dict[str, str]:
    """The headers of a request with its signature (AWS Signature Version 4, all sent headers signed)."""
    parts = urllib.parse.urlsplit(url)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {"host": parts.netloc, "x-amz-date": stamp, **{name.lower(): text for name, text in (extra or {}).items()}}
    if credentials.token:
        headers["x-amz-security-token"] = credentials.token
    names = ";".join(sorted(headers))
    query = "&".join(sorted(f"{_quote(name)}={_quote(value)}" for name, value
                            in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)))
    path = urllib.parse.quote(parts.path or "/", safe="/-_.~")
    canonical = "\n".join([method, path, query, *(f"{name}:{headers[name].strip()}" for name in sorted(headers)), "",
                           names, hashlib.sha256(body).hexdigest()])
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, "
                                f"SignedHeaders={names}, Signature={signature}")
    return headers


def _quote(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~")


def http(method: str, url: str, body: bytes = b"", headers: Optional[Mapping[str, str]] = None,
         timeout: float = 20.0) -> Tuple[int, bytes]:
    """Status and body of an answer, errors too."""
    request = urllib.request.Request(url, body or None, dict(headers or {}), method=method)
    try:
        with _OPENER.open(request, timeout=timeout) as response:
            return int(response.status), bytes(response.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


class Aws:
    """AWS as one identity sees it, in one region."""

    def __init__(self, endpoint: str, region: str, credentials: Credentials) -> None:
        self.endpoint, self.region, self.credentials = endpoint.rstrip("/"), region, credentials

    def as_(self, credentials: Credentials) -> "Aws":
        """The same AWS for another identity."""
        return Aws(self.endpoint, self.region, credentials)

    def iam(self, action: str, **parameters: str) -> ElementTree.Element:
        """An IAM operation; the result element, without namespaces. Documents may be given as they are."""
        return self._query("iam", "us-east-1", "2010-05-08", action, parameters)

    def sts(self, action: str, **parameters: str) -> ElementTree.Element:
        return self._query("sts", self.region, "2011-06-15", action, parameters)

    def assume(self, role_arn: str, session: str) -> Credentials:
        """Credentials of a session of that role."""
        found = self.sts("AssumeRole", RoleArn=role_arn, RoleSessionName=session)
        return Credentials(*(text(found, f"Credentials/{name}")
                             for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")))

    def gateway(self, method: str, path: str, body: Optional[Mapping[str, Any]] = None) -> Dict[str, Any]:
        """A call to API Gateway's control plane; the JSON of the answer."""
        sent = json.dumps(body).encode() if body is not None else b""
        answer = self._send(method, path, sent, "apigateway", self.region,
                            {"content-type": "application/json", "accept": "application/json"})
        return json.loads(answer) if answer else {}

    def gateway_all(self, path: str) -> List[Dict[str, Any]]:
        """All items of a list, page after page."""
        items: List[Dict[str, Any]] = []
        position: Optional[str] = None
        while True:
            more = f"&position={_quote(position)}" if position else ""
            page = self.gateway("GET", f"{path}?limit=500{more}")
            items += page.get("item", [])
            position = page.get("position")
            if not position:
                return items

    def gateway_patch(self, path: str, **values: str) -> None:
        """Replaces fields; a name stands for a patch path with `__` for each slash."""
        self.gateway("PATCH", path, {"patchOperations": [
            {"op": "replace", "path": "/" + name.replace("__", "/"), "value": value} for name, value in values.items()]})

    def _query(self, service: str, region: str, version: str, action: str,
               parameters: Mapping[str, str]) -> ElementTree.Element:
        form = {"Action": action, "Version": version, **parameters}
        body = urllib.parse.urlencode(form, quote_via=urllib.parse.quote).encode()
        answer = self._send("POST", "/", body, service, region,
                            {"content-type": "application/x-www-form-urlencoded"})
        root = _plain(ElementTree.fromstring(answer))
        found = root.find(f"{action}Result")
        return root if found is None else found

    def _send(self, method: str, path: str, body: bytes, service: str, region: str,
              extra: Mapping[str, str]) -> bytes:
        deadline = time.monotonic() + _PATIENCE
        while True:
            url = self.endpoint + path
            now = datetime.datetime.now(datetime.timezone.utc)
            headers = sign(method, url, body, self.credentials, service, region, now, extra)
            status, answer = http(method, url, body, headers)
            if status < 300:
                return answer
            failure = _failure(status, answer)
            if not (status == 429 or _THROTTLED.search(failure.code)) or time.monotonic() > deadline:
                raise failure
            time.sleep(0.2)


def text(element: ElementTree.Element, path: str) -> str:
    """The text below an element, empty when there is none."""
    return element.findtext(path) or ""


def document(element: ElementTree.Element, path: str) -> Any:
    """A policy document below an element, which IAM sends URL-encoded."""
    return json.loads(urllib.parse.unquote(text(element, path)))


def _plain(element: ElementTree.Element) -> ElementTree.Element:
    for each in element.iter():
        each.tag = each.tag.rpartition("}")[2]
    return element


def _failure(status: int, answer: bytes) -> AwsFailure:
    shown = answer.decode(errors="replace")
    if shown.lstrip().startswith("<"):
        root = _plain(ElementTree.fromstring(answer))
        return AwsFailure(status, text(root, ".//Code"), text(root, ".//Message"))
    try:
        return AwsFailure(status, "", str(json.loads(shown).get("message", shown)))
    except (ValueError, AttributeError):
        return AwsFailure(status, "", shown)
