"""HTTP with the server: requests, answers, and what can go wrong between them."""

from __future__ import annotations

from aw_client.transport.answer import Response, error_body, json_of, message_of
from aw_client.transport.failures import (
    ConnectTimeout,
    HTTPError,
    RequestException,
    ServerUnreachableError,
    Timeout,
    reason_of,
)
from aw_client.transport.transport import CONNECT_TIMEOUT, READ_TIMEOUT, Params, Transport

__all__ = [
    "CONNECT_TIMEOUT",
    "READ_TIMEOUT",
    "ConnectTimeout",
    "HTTPError",
    "Params",
    "RequestException",
    "Response",
    "ServerUnreachableError",
    "Timeout",
    "Transport",
    "error_body",
    "json_of",
    "message_of",
    "reason_of",
]
