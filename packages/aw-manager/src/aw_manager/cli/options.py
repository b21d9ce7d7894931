"""Options that several commands share."""

from __future__ import annotations

import os

import click

from aw_core.address import ServerAddress, configured_address

__all__ = ["address_from", "host_option", "json_option", "port_option", "testing_option"]

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
