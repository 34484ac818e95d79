# SPDX-License-Identifier: Apache-2.0
"""The small AWS client: signatures, refusals, waiting when asked too fast."""
from __future__ import annotations

import datetime
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import List, Tuple

import support  # noqa: F401  (puts the scripts on the path)
import awswire
from awswire import Aws, AwsFailure, Credentials

_WHO = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
_WHEN = datetime.datetime(2015, 8, 30, 12, 36, 0, tzinfo=datetime.timezone.utc)


class Signature(unittest.TestCase):
    """Against the published test suite of Signature Version 4."""

    def _sign(self, url: str) -> str:
        headers = awswire.sign("GET", url, b"", _WHO, "service", "us-east-1", _WHEN)
        return headers["authorization"].rpartition("Signature=")[2]

    def test_get_vanilla(self) -> None:
        self.assertEqual("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                         self._sign("https://example.amazonaws.com/"))

    def test_query_is_sorted(self) -> None:
        self.assertEqual("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
                         self._sign("https://example.amazonaws.com/?Param2=value2&Param1=value1"))

    def test_token_is_sent_and_signed(self) -> None:
        headers = awswire.sign("GET", "http://127.0.0.1:1/", b"", Credentials("a", "b", "t"), "iam", "us-east-1", _WHEN)
        self.assertEqual("t", headers["x-amz-security-token"])
        self.assertIn("SignedHeaders=host;x-amz-date;x-amz-security-token,", headers["authorization"])


class Answers(unittest.TestCase):
    """Given a server with canned answers."""

    def setUp(self) -> None:
        answers: List[Tuple[int, str]] = []
        self.answers = answers

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                status, body = answers.pop(0)
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                """Keeps the tests' output clean."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join, 5)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.aws = Aws(f"http://127.0.0.1:{server.server_port}", "eu-west-1", _WHO)

    def test_result_without_namespaces(self) -> None:
        self.answers.append((200, '<R xmlns="urn:x"><GetPolicyResult><Policy><Arn>a</Arn></Policy></GetPolicyResult></R>'))
        self.assertEqual("a", awswire.text(self.aws.iam("GetPolicy", PolicyArn="a"), "Policy/Arn"))

    def test_refusal_has_code_and_words(self) -> None:
        self.answers.append((403, "<E><Error><Code>AccessDenied</Code><Message>no</Message></Error></E>"))
        with self.assertRaises(AwsFailure) as refused:
            self.aws.iam("GetPolicy", PolicyArn="a")
        self.assertEqual((403, "AccessDenied", "no"),
                         (refused.exception.status, refused.exception.code, refused.exception.message))

    def test_waits_when_asked_too_fast(self) -> None:
        self.answers += [(429, '{"message": "Too Many Requests"}'), (200, '{"id": "x"}')]
        self.assertEqual({"id": "x"}, self.aws.gateway("POST", "/restapis", {"name": "n"}))
        self.assertEqual([], self.answers)

    def test_lists_go_on_page_after_page(self) -> None:
        self.answers += [(200, '{"item": [{"id": "1"}], "position": "p"}'), (200, '{"item": [{"id": "2"}]}')]
        self.assertEqual(["1", "2"], [item["id"] for item in self.aws.gateway_all("/apikeys")])
