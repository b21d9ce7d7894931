"""HTTP with the server: requests, answers, and what can go wrong between them."""

from __future__ import annotations

from aw_client.transport.answer import Response
from aw_client.transport.contents import error_body, json_of, message_of
from aw_client.transport.failures import (
    ConnectTimeout,
    HTTPError,
    RequestException,
    ServerUnreachableError,
    Timeout,
    as_scripts_catch_it,
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
    "as_scripts_catch_it",
    "error_body",
    "json_of",
    "message_of",
    "reason_of",
]
