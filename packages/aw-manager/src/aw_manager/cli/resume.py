"""`aw-manager resume`: ends a pause."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from aw_client.transport import RequestException
from aw_manager.cli.options import away, client_of, host_option, port_option, testing_option
from aw_manager.pausing.wishes import Notes, Wish

__all__ = ["command"]


@click.command("resume")
@testing_option
@host_option
@port_option
def command(testing: bool, host: str | None, port: int | None) -> None:
    """Record again: ends the pause, whoever asked for it. A schedule pauses again when its next time begins."""
    with client_of(host, port, testing=testing) as client:
        notes = Notes(client.server_address, testing=testing)
        try:
            client.resume()
        except RequestException as error:
            why = away(error, client)
            notes.keep_wish(Wish(datetime.now(UTC), pause=False))
            click.echo(f"{why}. It is told to resume when aw-manager runs with it.")
        else:
            notes.forget_wish()
            click.echo("Recording goes on.")
