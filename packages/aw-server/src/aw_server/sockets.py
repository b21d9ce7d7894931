"""The sockets the server listens on, and what stands in the way when they cannot be had."""

from __future__ import annotations

import errno
import http.client
import json
import os
import socket
from collections.abc import Sequence
from typing import Any

from aw_core.address import ServerAddress
from aw_server.errors import StartError

__all__ = ["address_of", "bind_sockets"]

_PROBE_SECONDS = 1.0
_TAKEN = frozenset({errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, getattr(errno, "WSAEACCES", errno.EACCES)})


def bind_sockets(host: str, port: int) -> list[socket.socket]:
    """Sockets bound to every address of a host; `localhost` mostly has two. Nothing is accepted yet.

    Raises:
        StartError: the host has no address here, or the port is taken or not allowed.
    """
    bound: list[socket.socket] = []
    failure: OSError | None = None
    for family, address in _addresses(host, port):
        try:
            bound.append(_bind(family, address))
        except OSError as error:
            failure = error
            if error.errno in _TAKEN | _FORBIDDEN:
                break
    # A name may stand for an address this machine does not have (no IPv6); a port that is taken is an error.
    if failure is not None and (not bound or failure.errno in _TAKEN | _FORBIDDEN):
        for sock in bound:
            sock.close()
        raise StartError(_explain(failure, ServerAddress(host, port))) from failure
    return bound


def address_of(sockets: Sequence[socket.socket], host: str) -> ServerAddress:
    """Where the server answers, with the port it was given if it asked for any."""
    return ServerAddress(host, sockets[0].getsockname()[1])


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, Any]]:
    """The kinds of address a host has, each with an address as `bind` wants it."""
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, OverflowError, UnicodeError) as error:
        raise StartError(f"cannot listen on {host}:{port}: {error}") from error
    return list(dict.fromkeys((family, address) for family, _, _, _, address in found))


def _bind(family: socket.AddressFamily, address: Any) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Lets a new server start while connections of the last one fade out.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:
            # On Windows that option would let another program take the port over.
            sock.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", -5), 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind(address)
    except OSError:
        sock.close()
        raise
    return sock


def _explain(error: OSError, address: ServerAddress) -> str:
    if error.errno in _TAKEN:
        return f"port {address.port} on {address.host} is taken by {_occupant(address)}"
    if error.errno in _FORBIDDEN:
        return f"port {address.port} on {address.host} is not allowed to this user"
    return f"cannot listen on {address.host}:{address.port}: {error.strerror or error}"


def _occupant(address: ServerAddress) -> str:
    """Who answers on a port that is taken."""
    connection = http.client.HTTPConnection(address.host, address.port, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", "/api/0/info")
        info = json.loads(connection.getresponse().read(10_000))
        mode = "in testing mode" if info["testing"] else "in production mode"
        return f"another aw-server, {info['version']} {mode}"
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return "another program"
    finally:
        connection.close()
