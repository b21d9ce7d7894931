"""A server that speaks as much of the REST API as the manager asks for; it says what happens to it."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType

PARSER = argparse.ArgumentParser()
PARSER.add_argument("--host", default="127.0.0.1")
PARSER.add_argument("--port", type=int, required=True)
PARSER.add_argument("--testing", action="store_true")
PARSER.add_argument("--key", help="ask for this API key")
PARSER.add_argument("--buckets", type=Path, help="a file with what the server lists")
OPTIONS = PARSER.parse_args()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/api/0/info":
            self.answer(
                200, {"hostname": "here", "version": "v1.fake", "testing": OPTIONS.testing, "device_id": "x"}
            )
        elif OPTIONS.key and self.headers["Authorization"] != f"Bearer {OPTIONS.key}":
            self.answer(401, {"message": "Missing or invalid API key."})
        else:
            self.answer(200, json.loads(OPTIONS.buckets.read_text()) if OPTIONS.buckets else {})

    def answer(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet about requests."""


def stop(_number: int, _frame: FrameType | None) -> None:
    if journal := os.environ.get("FAKE_JOURNAL"):
        with Path(journal).open("a") as file:
            file.write("server committed\n")
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
ThreadingHTTPServer((OPTIONS.host, OPTIONS.port), Handler).serve_forever()
