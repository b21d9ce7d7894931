"""Asks what answers at the server's address: a tracker server, something else, or nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http.client import HTTPConnection, HTTPException
from typing import Any

import psutil

from aw_core.address import API_PATH, ServerAddress

__all__ = [
    "Answer",
    "ServerAnswer",
    "ask_server",
    "can_listen_at",
    "dashboard_url",
    "port_owner",
    "reachable",
]

_INFO_KEYS = frozenset({"hostname", "version", "testing"})
_LONGEST_ANSWER = 64 * 1024
_EVERY_INTERFACE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


class Answer(Enum):
    """What is at an address."""

    TRACKER = auto()
    """A tracker server."""

    OTHER = auto()
    """A program that does not answer as a tracker server does."""

    SILENT = auto()
    """A program that takes connections and does not answer in time."""

    NOTHING = auto()
    """Nothing takes connections."""


@dataclass(frozen=True)
class ServerAnswer:
    """What is at an address, the `info` and the clock of a tracker server, and what went wrong otherwise.

    The clock is aware, in UTC, to the second.
    """

    kind: Answer
    info: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""
    clock: datetime | None = None


def ask_server(address: ServerAddress, timeout: float = 3.0) -> ServerAnswer:
    """Ask for `/api/0/info`, which needs no key; waits at most `timeout` seconds for each step."""
    connection = HTTPConnection(reachable(address).host, address.port, timeout=timeout)
    try:
        connection.connect()
    except OSError as error:
        return ServerAnswer(Answer.NOTHING, detail=str(error))
    try:
        connection.request("GET", f"{API_PATH}/info", headers={"Connection": "close"})
        response = connection.getresponse()
        return _judge(response.status, response.read(_LONGEST_ANSWER), response.headers.get("Date"))
    except TimeoutError:
        return ServerAnswer(Answer.SILENT, detail=f"no answer within {timeout:g} s")
    except (OSError, HTTPException) as error:
        return ServerAnswer(Answer.OTHER, detail=str(error) or type(error).__name__)
    finally:
        connection.close()


def _judge(status: int, body: bytes, date: str | None) -> ServerAnswer:
    try:
        info = json.loads(body)
    except ValueError:
        return ServerAnswer(Answer.OTHER, detail=f"HTTP status {status}, no JSON")
    if isinstance(info, dict) and info.keys() >= _INFO_KEYS:
        return ServerAnswer(Answer.TRACKER, info, clock=_clock(date))
    return ServerAnswer(Answer.OTHER, detail=f"HTTP status {status}, not the info of a tracker server")


def _clock(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC) if date else None
    except ValueError:
        return None


def reachable(address: ServerAddress) -> ServerAddress:
    """Where to connect to reach a server that listens at the address, which may mean every interface."""
    return ServerAddress(_EVERY_INTERFACE.get(address.host, address.host), address.port, address.protocol)


def dashboard_url(address: ServerAddress) -> str:
    """The address to open in a browser."""
    shown = reachable(address)
    host = "localhost" if shown.is_local else shown.host
    return f"{ServerAddress(host, shown.port, shown.protocol).url}/"


def can_listen_at(address: ServerAddress) -> bool:
    """Whether the host is one of this machine, so that a server started here can be reached there."""
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(
            address.host, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.bind(target)
    except OSError:
        return False
    return True


def port_owner(port: int) -> str | None:
    """The program that listens on the port, as `name (pid)`; None when the system does not tell us."""
    try:
        listening = [
            connection.pid
            for connection in psutil.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port
        ]
        pid = next(pid for pid in listening if pid is not None)
        return f"{psutil.Process(pid).name()} (pid {pid})"
    except (psutil.Error, StopIteration):
        return None
