"""Web pages to look at: every path is one, and its title is the path."""

from __future__ import annotations

import html
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Site", "running_site"]


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        title = html.escape(urllib.parse.unquote(self.path))
        body = (
            f"<!doctype html><html lang=en><title>{title}</title><link rel=icon href=data:,><h1>{title}</h1>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Site:
    """A running site."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"

    def url(self, path: str) -> str:
        """The address of a page, whose title will be its path."""
        return f"http://{self.host}{urllib.parse.quote(path)}"


@contextmanager
def running_site() -> Iterator[Site]:
    """A site on a port of its own, gone when the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
