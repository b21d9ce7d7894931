"""HTTP with the server: one connection kept open, time limits, the API key. All that knows `requests`."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from typing import Any, TypeAlias

import requests
from requests import Response
from requests.exceptions import ConnectionError as ServerUnreachableError
from requests.exceptions import HTTPError, RequestException, Timeout

from aw_client.config import load_local_server_api_key
from aw_client.errors import UnexpectedAnswerError
from aw_core.address import ServerAddress

__all__ = [
    "CONNECT_TIMEOUT",
    "READ_TIMEOUT",
    "HTTPError",
    "Params",
    "RequestException",
    "Response",
    "ServerUnreachableError",
    "Transport",
    "error_body",
    "json_of",
    "message_of",
    "reason_of",
]

CONNECT_TIMEOUT = 5.0
"""Seconds to wait for a connection."""

READ_TIMEOUT = 60.0
"""Seconds the server may be silent before an ordinary request counts as failed."""

Params: TypeAlias = Mapping[str, str | int | float | None]

_UNAUTHORIZED = 401
_FIRST_ERROR_STATUS = 400


class Transport:
    """Requests to one server over one kept-open connection.

    For this machine's server it looks up the API key, and looks it up again when the server refuses the one
    it has, so a key set or changed later needs no restart. A proxy from the environment is never used for
    this machine. Nothing is read or opened before the first request.
    """

    def __init__(self, address: ServerAddress) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = not _is_this_machine(address)
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
        headers = {"Content-Type": "application/json"}
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
            RequestException: there was no answer (`ConnectionError`, `Timeout`, both of `requests`).
            TypeError, ValueError: the body is no JSON.
        """
        data = body if body is None or isinstance(body, bytes) else json.dumps(body, allow_nan=False).encode()
        response = self._send(method, endpoint, params, data, read_timeout)
        if response.status_code == _UNAUTHORIZED and self._key_changed():
            response = self._send(method, endpoint, params, data, read_timeout)
        if response.status_code >= _FIRST_ERROR_STATUS:
            raise HTTPError(_describe(method, response), request=response.request, response=response)
        return response

    def close(self) -> None:
        """Close the connection; a later request opens a new one."""
        self._session.close()

    def _send(
        self, method: str, endpoint: str, params: Params | None, data: bytes | None, read_timeout: float
    ) -> Response:
        return self._session.request(
            method,
            self.url(endpoint),
            params=params,
            data=data,
            headers=self.headers(),
            timeout=(CONNECT_TIMEOUT, read_timeout),
        )

    def _key_changed(self) -> bool:
        """Whether the server's config now has another key than the one sent."""
        before, self._looked_for_key = self._key, False
        self.headers()
        return self._key != before


def json_of(response: Response) -> Any:
    """The JSON a response carries.

    Raises:
        UnexpectedAnswerError: it carries something else, so another program answers at that address.
    """
    try:
        return response.json()
    except ValueError as error:
        kind = response.headers.get("Content-Type", "no content type")
        raise UnexpectedAnswerError(
            f"{response.url}: expected JSON, got {kind}; does another program use this port?"
        ) from error


def error_body(response: Response) -> dict[str, Any]:
    """The JSON object an error response carries; empty when it carries something else."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def message_of(response: Response) -> str:
    """What an error response says: its JSON `message`, or else the start of its text."""
    return str(error_body(response).get("message") or response.text[:200].strip())


def reason_of(error: RequestException, address: ServerAddress) -> str:
    """Why there is no answer, or no good one, in one line for a person."""
    if isinstance(error, HTTPError):
        return str(error)
    if isinstance(error, Timeout):
        return f"{address.url} does not answer in time"
    if isinstance(error, ServerUnreachableError):
        return f"no server answers at {address.url}"
    return str(error)


def _describe(method: str, response: Response) -> str:
    said = message_of(response)
    text = f"{response.status_code} {response.reason} for {method} {response.url}"
    return f"{text}: {said}" if said else text


def _is_this_machine(address: ServerAddress) -> bool:
    try:
        return address.is_local or ipaddress.ip_address(address.host).is_loopback
    except ValueError:
        return False
