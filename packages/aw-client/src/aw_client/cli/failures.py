"""Every way a command can fail, as a line for a person and an exit status for a program."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any

import click

from aw_client.cli.humanize import printable
from aw_client.client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.transport import HTTPError, RequestException, error_body, message_of
from aw_core.errors import ConfigError

__all__ = ["EXIT_NO_SERVER", "Failure", "NoServer", "ServerGroup", "WrongInput", "query_failure"]

EXIT_NO_SERVER = 3
"""The exit status when no server answers; 1 is any other failure, 2 a wrong command line."""


class Failure(click.ClickException):
    """The server refused, or what was asked for is not there."""


class NoServer(Failure):
    """No server answers at the address."""

    exit_code = EXIT_NO_SERVER


class WrongInput(click.ClickException):
    """What was typed cannot be understood; said without the usage, which would hide it."""

    exit_code = 2


class ServerGroup(click.Group):
    """Commands that ask a server; its `obj` has a `client`."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the client raises becomes a Failure."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # a title may have what the terminal's encoding has not
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except HTTPError as error:
            raise Failure(message_of(error.response) or str(error)) from error
        except (UnexpectedAnswerError, ConfigError) as error:
            raise Failure(str(error)) from error
        except RequestException as error:
            raise _no_server(ctx.obj.client) from error
        except OSError as error:
            raise Failure(str(error)) from error


def query_failure(error: HTTPError, text: str) -> Failure:
    """What is wrong with a query, and where: its line with a caret under the place."""
    message = message_of(error.response) or str(error)
    position = error_body(error.response).get("position")
    if position is None:
        return Failure(message)
    line, column = position["line"], position["column"]
    shown = printable(text.split("\n")[line - 1])
    return Failure(f"line {line}, column {column}: {message}\n{shown}\n{' ' * (column - 1)}^")


def _no_server(client: ActivityWatchClient) -> NoServer:
    start = "aw-server --testing" if client.testing else "aw-server"
    return NoServer(f"no server answers at {client.server_address}; start one with `{start}`")
