"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import click

from aw_client import ActivityWatchClient
from aw_client.transport import HTTPError, RequestException, Timeout
from aw_client.untold import is_same_server
from aw_core.address import ServerAddress, configured_address
from aw_manager.errors import NoPausesError, NotKeptError
from aw_manager.instance import RunningManager, find_running
from aw_manager.pausing.orders import Order, Orders
from aw_manager.server import reachable
from aw_manager.settings import PROGRAM

__all__ = [
    "address_from",
    "address_meant",
    "away",
    "client_of",
    "has_manager",
    "host_option",
    "json_option",
    "port_option",
    "remember",
    "testing_option",
]

_NOT_FOUND = 404
_INTERNAL_SERVER_ERROR = 500

testing_option = click.option(
    "--testing", is_flag=True, help="Use the testing server, on port 5666, and its files."
)
host_option = click.option(
    "--host", help="The server's host; by default what aw-server.toml says, else 127.0.0.1."
)
port_option = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The server's port; by default what aw-server.toml says, else 5600.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def address_from(host: str | None, port: int | None, *, testing: bool) -> ServerAddress:
    """The address given on the command line; what is not given comes from environment and config file."""
    configured = configured_address(os.environ, testing=testing)
    return ServerAddress(host or configured.host, port or configured.port)


def address_meant(
    host: str | None, port: int | None, manager: RunningManager | None, *, testing: bool
) -> ServerAddress:
    """The server that is meant: the one named here, else the running manager's, else the configured one."""
    if manager is None or host or port:
        return address_from(host, port, testing=testing)
    parts = urlsplit(manager.address)
    return ServerAddress(str(parts.hostname), int(parts.port or 0), parts.scheme)


@contextmanager
def client_of(host: str | None, port: int | None, *, testing: bool) -> Iterator[ActivityWatchClient]:
    """A client of the server that is meant, to ask about its pause.

    Raises:
        NoPausesError: the server knows no pauses.
    """
    target = reachable(address_meant(host, port, find_running(testing=testing), testing=testing))
    client = ActivityWatchClient(PROGRAM, testing, target.host, target.port)
    try:
        yield client
    except HTTPError as error:
        if error.response.status_code != _NOT_FOUND:
            raise
        raise NoPausesError(f"the server at {client.server_address} cannot pause: update it") from error
    finally:
        client.disconnect()


def has_manager(client: ActivityWatchClient, *, testing: bool) -> bool:
    """Whether a manager of the client's server runs: one tells it later of what was asked for while it is away."""
    manager = find_running(testing=testing)
    return manager is not None and is_same_server(manager.address, client.server_address)


def remember(orders: Orders, order: Order, why: str) -> None:
    """Keep what a person asked for until the server is back.

    Args:
        orders: those that wait.
        order: what they asked for.
        why: it is not done now.

    Raises:
        NotKeptError: it cannot be written.
    """
    try:
        orders.add(order)
    except OSError as error:
        raise NotKeptError(
            f"{why}, and what you asked for cannot be kept in {orders.path} either, so nothing has changed: {error}"
        ) from error


def away(error: RequestException, client: ActivityWatchClient) -> str:
    """Why a server did not do what it was asked for, where it may do so later: it is away, hangs or is busy.

    Raises:
        RequestException: it was refused, which is the error given.
    """
    if isinstance(error, HTTPError) and error.response.status_code < _INTERNAL_SERVER_ERROR:
        raise error
    if isinstance(error, HTTPError):
        return f"The server at {client.server_address} cannot do so now: {error}"
    if isinstance(error, Timeout):
        return f"The server at {client.server_address} does not answer in time"
    return f"No server answers at {client.server_address}"
