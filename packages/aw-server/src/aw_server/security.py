"""Who may use the server: the Host header, the origin of web pages, the API key.

Three guards, as every page in the user's browser can reach a server on localhost:

- the Host header must name this machine, against a foreign name made to point here (DNS rebinding);
- a page of a foreign origin can read nothing, as no CORS header allows it, and can change nothing, as its
  `Origin` is refused on every method but GET, HEAD and OPTIONS (a form or a plain-text POST asks for no
  permission before it is sent);
- the API key, where one is set, against other users of this machine and of the network.
"""

from __future__ import annotations

import hmac
import re
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, request

from aw_server.errors import BadHostError, ForeignOriginError, MissingApiKeyError
from aw_server.settings import ServerSettings

__all__ = ["PAGE_POLICY", "Guard", "guard"]

PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of our own pages: nothing from elsewhere, no inline script."""

_API = "/api/"
_KEYLESS = re.compile(r"/api/(?:|swagger\.json|openapi\.json|assets/.*)")
"""The documentation of the API, which says nothing about its user."""

_READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_EVERY_INTERFACE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - to recognise it, not to bind to it
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

_ALLOWED_PATTERNS = (
    re.compile(r"moz-extension://[\w.-]+"),
    re.compile(r"chrome-extension://nglaklhklhcoonedhgnpgddginnjdadi"),
)
_TESTING_PATTERNS = (
    re.compile(r"http://(?:127\.0\.0\.1|localhost):27180(?:/.*)?"),
    re.compile(r"chrome-extension://[a-z]+"),
)

_PREFLIGHT_METHODS = "DELETE, GET, HEAD, OPTIONS, POST, PUT"
_PREFLIGHT_SECONDS = "600"


class Guard:
    """The three guards of one server, on WSGI environments; they need nothing of Flask."""

    def __init__(self, settings: ServerSettings) -> None:
        self._hosts = _Hosts(settings.host)
        self._origins = _Origins(settings)
        self._key = _ApiKey(settings.api_key)

    def check(self, environ: WSGIEnvironment) -> None:
        """Let a request in.

        Raises:
            BadHostError: the Host header is missing, or it is another machine's.
            ForeignOriginError: a page of a foreign origin asks for a change.
            MissingApiKeyError: it needs the key and does not carry it.
        """
        host = self._hosts.check(environ.get("HTTP_HOST"))
        method, origin = environ["REQUEST_METHOD"], environ.get("HTTP_ORIGIN")
        if method == "OPTIONS":
            return
        if origin is not None and method not in _READING_METHODS:
            self._origins.check(origin, host)
        self._key.check(environ)

    def headers(self, environ: WSGIEnvironment) -> list[tuple[str, str]]:
        """The headers that every answer to this request gets."""
        headers = [("X-Content-Type-Options", "nosniff")]
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and _path(environ).startswith(_API):
            headers += self._origins.permission(origin, environ)
        return headers


def guard(app: Flask, settings: ServerSettings) -> Guard:
    """Put the guards before, and their headers on, every request of an app; answers the guards."""
    guards = Guard(settings)

    def before() -> Response | None:
        guards.check(request.environ)
        return Response() if _is_preflight(request.environ) else None

    def after(response: Response) -> Response:
        response.headers.extend(guards.headers(request.environ))
        return response

    app.before_request(before)
    app.after_request(after)
    return guards


def _path(environ: WSGIEnvironment) -> str:
    """The path as Flask sees it, which is with one slash at its beginning."""
    path: str = environ.get("PATH_INFO", "")
    return "/" + path.lstrip("/")


def _is_preflight(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] == "OPTIONS"
        and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
        and _path(environ).startswith(_API)
    )


def _split_port(host: str) -> tuple[str, str]:
    """A host's name and port, as in `localhost:5600` or `[::1]:5600`; the port is empty where none is given."""
    name, bracket, rest = host.rpartition("]")
    if bracket:
        return f"{name}]", rest.removeprefix(":")
    name, _, port = host.partition(":")
    return name, port


def _own_names(bind_host: str) -> frozenset[str]:
    """What this machine may be called, in lower case."""
    bound = bind_host.lower()
    return _LOCAL_NAMES | {f"[{bound}]" if ":" in bound else bound}


class _Hosts:
    """Checks the Host header; every name is fine on a server that listens on every interface."""

    def __init__(self, bind_host: str) -> None:
        self._names = None if bind_host in _EVERY_INTERFACE else _own_names(bind_host)

    def check(self, host: str | None) -> str:
        """The host as the request names it, in lower case.

        Raises:
            BadHostError: there is none, or it is another machine's.
        """
        if not host:
            raise BadHostError("host header is missing")
        name, port = _split_port(host.lower())
        # Two Host headers come joined by a comma.
        if self._names is not None and (name not in self._names or not (port.isdecimal() or not port)):
            raise BadHostError(f"host header is invalid (was {host})")
        return host.lower()


class _Origins:
    """Decides what pages of other origins may do."""

    def __init__(self, settings: ServerSettings) -> None:
        extra = _TESTING_PATTERNS if settings.testing else ()
        self._patterns = (*_ALLOWED_PATTERNS, *extra, *settings.cors_patterns)
        self._allowed = settings.cors_origins
        self._own_names = _own_names(settings.host)

    def check(self, origin: str, host: str) -> None:
        """Refuse a change that a page of a foreign origin asks for.

        Extensions of the browser pass: the user installed them, and those with permission for this host
        need no CORS.

        Raises:
            ForeignOriginError: it is one.
        """
        is_page = origin == "null" or origin.startswith(("http://", "https://"))
        if is_page and not self._is_own(origin, host) and not self._is_allowed(origin):
            raise ForeignOriginError(f"pages of {origin} may not change anything here; see cors_origins")

    def permission(self, origin: str, environ: WSGIEnvironment) -> list[tuple[str, str]]:
        """The headers that let the page that asks read the answer, if its origin is one of those allowed."""
        headers = [("Vary", "Origin")]
        if not self._is_allowed(origin):
            return headers
        headers.append(("Access-Control-Allow-Origin", origin))
        if _is_preflight(environ):
            asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")
            headers.append(("Access-Control-Allow-Methods", _PREFLIGHT_METHODS))
            headers.append(("Access-Control-Allow-Headers", asked))
            headers.append(("Access-Control-Max-Age", _PREFLIGHT_SECONDS))
        return headers

    def _is_allowed(self, origin: str) -> bool:
        return origin in self._allowed or any(pattern.fullmatch(origin) for pattern in self._patterns)

    def _is_own(self, origin: str, host: str) -> bool:
        """Whether it is a page this server served, perhaps under another of this machine's names."""
        own = origin.lower().partition("://")[2]
        name, port = _split_port(own)
        return own == host or (name in self._own_names and port == _split_port(host)[1])


class _ApiKey:
    """Checks the key of requests to the API, if one is set."""

    def __init__(self, key: str | None) -> None:
        self._expected = None if key is None else f"Bearer {key}".encode()

    def check(self, environ: WSGIEnvironment) -> None:
        """Refuse a request that needs the key and does not carry it.

        Raises:
            MissingApiKeyError: it does not.
        """
        if self._expected is None or not self._is_needed(environ["REQUEST_METHOD"], _path(environ)):
            return
        # The header's bytes come to WSGI applications as Latin-1.
        given = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace")
        if not hmac.compare_digest(given, self._expected):
            raise MissingApiKeyError

    @staticmethod
    def _is_needed(method: str, path: str) -> bool:
        is_open = not path.startswith(_API) or _KEYLESS.fullmatch(path)
        return not is_open and (method, path) != ("GET", "/api/0/info")
