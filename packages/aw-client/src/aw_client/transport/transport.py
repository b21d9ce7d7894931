"""Requests to one server: time limits, the API key, and which kind of connection it takes."""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias
from urllib.parse import quote, urlencode

from aw_client.config import load_local_server_api_key
from aw_client.transport.answer import Headers, Response, SentRequest
from aw_client.transport.contents import message_of
from aw_client.transport.failures import HTTPError, RequestException, as_scripts_catch_it
from aw_client.transport.plain import PlainConnection
from aw_core.address import ServerAddress

__all__ = ["CONNECT_TIMEOUT", "READ_TIMEOUT", "Params", "Transport"]

CONNECT_TIMEOUT = 5.0
"""Seconds to wait for a connection."""

READ_TIMEOUT = 60.0
"""Seconds the server may be silent before an ordinary request counts as failed."""

Params: TypeAlias = Mapping[str, str | int | float | None]

_UNAUTHORIZED = 401
_WHAT_ALL_CARRY = {"Content-Type": "application/json"}
_REDIRECTS = (301, 302, 303, 307, 308)
_SAFE_IN_URLS = "!$%&'()*+,/:;=?@[]~"


class _Connection(Protocol):
    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, read_timeout: float
    ) -> Response: ...

    def close(self) -> None: ...


class Transport:
    """Requests to one server over connections that are kept open: one, or as many as threads ask at the same time.

    It may be used from several threads, and by both processes after a fork: each then has connections of its own.
    For this machine's server it looks up the API key, and looks it up again when the server refuses the one
    it has, so a key set or changed later needs no restart. A proxy from the environment is never used for
    this machine. Nothing is read or opened before the first request.
    """

    def __init__(self, address: ServerAddress) -> None:
        self.address = address
        self._here = _is_this_machine(address)
        self._connection: _Connection | None = None
        self._pid = os.getpid()
        self._key: str | None = None
        self._looked_for_key = False

    def url(self, endpoint: str) -> str:
        """The address of an endpoint, given as its path below the API's root."""
        return f"{self.address.api_url}/{endpoint}"

    def headers(self) -> dict[str, str]:
        """What every request carries: the type of its body and, if the server has one, its key."""
        if not self._looked_for_key:
            self._key, self._looked_for_key = (
                load_local_server_api_key(self.address.host, self.address.port),
                True,
            )
        headers = dict(_WHAT_ALL_CARRY)
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        return headers

    def request(
        self,
        method: str,
        endpoint: str,
        *,
        params: Params | None = None,
        body: Any = None,
        read_timeout: float = READ_TIMEOUT,
    ) -> Response:
        """The server's answer to one request. Its body is sent as JSON; bytes are taken to be JSON already.

        Raises:
            HTTPError: the answer is a 4xx or 5xx; the text ends with the server's own message.
            RequestException: there was no answer (`ServerUnreachableError`, `Timeout`).
            TypeError, ValueError: the body is no JSON.
        """
        data = body if body is None or isinstance(body, bytes) else json.dumps(body, allow_nan=False).encode()
        url = _with_params(self.url(endpoint), params)
        headers = self.headers()
        try:
            response = self._send(method, url, headers, data, read_timeout)
            if response.status_code == _UNAUTHORIZED and (newer := self._headers_anew()) != headers:
                response = self._send(method, url, newer, data, read_timeout)
        except RequestException as error:
            raise as_scripts_catch_it(error) from error.__cause__
        response.request = SentRequest(method, url, Headers(_WHAT_ALL_CARRY), data)
        if not response.ok:
            raise as_scripts_catch_it(HTTPError(_describe(method, response), response=response))
        return response

    def close(self) -> None:
        """Close the connections; a later request opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], data: bytes | None, read_timeout: float
    ) -> Response:
        connection = self._connected()
        response = connection.request(method, url, headers, data, read_timeout)
        if response.status_code not in _REDIRECTS or not isinstance(connection, PlainConnection):
            return response
        self.close()
        self._connection = connection = self._open(plain=False)
        return connection.request(method, url, headers, data, read_timeout)

    def _connected(self) -> _Connection:
        """The connections of this process; of two threads that make them at once, one uses its own only this time."""
        if self._pid != os.getpid():
            # After a fork: the other process goes on with them, and gets the answers.
            self._connection, self._pid = None, os.getpid()
        connection = self._connection
        if connection is None:
            self._connection = connection = self._open(plain=self._here and self.address.protocol == "http")
        return connection

    def _open(self, *, plain: bool) -> _Connection:
        if plain:
            return PlainConnection(self.address, CONNECT_TIMEOUT)
        from aw_client.transport.full import FullConnection  # noqa: PLC0415 - 11 MB that most have no use for

        return FullConnection(CONNECT_TIMEOUT, trust_env=not self._here)

    def _headers_anew(self) -> dict[str, str]:
        """What a request carries by what the server's config now says."""
        self._looked_for_key = False
        return self.headers()


def _with_params(url: str, params: Params | None) -> str:
    """A URL with parameters, those that are None left out, and written as URLs are."""
    given = urlencode({name: value for name, value in (params or {}).items() if value is not None})
    joined = f"{url}{'&' if '?' in url else '?'}{given}" if given else url
    return quote(joined, safe=_SAFE_IN_URLS)


def _describe(method: str, response: Response) -> str:
    said = message_of(response)
    text = f"{response.status_code} {response.reason} for {method} {response.url}"
    return f"{text}: {said}" if said else text


def _is_this_machine(address: ServerAddress) -> bool:
    try:
        return address.is_local or ipaddress.ip_address(address.host).is_loopback
    except ValueError:
        return False
