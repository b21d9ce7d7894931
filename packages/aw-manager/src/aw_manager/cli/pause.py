"""`aw-manager pause`: has nothing recorded for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from aw_client.transport import RequestException
from aw_manager.cli.options import away, client_of, host_option, port_option, testing_option
from aw_manager.pausing.wishes import Notes, Wish
from aw_manager.pausing.words import how_long
from aw_manager.spans import until_text

__all__ = ["command"]


@click.command("pause")
@click.argument("when", nargs=-1)
@testing_option
@host_option
@port_option
def command(when: tuple[str, ...], testing: bool, host: str | None, port: int | None) -> None:
    """Record nothing for a while: WHEN is such as `30m`, `2h`, `until 14:00` or `until tomorrow 8:00`.

    Without it recording is paused until `aw-manager resume`.
    """
    now = datetime.now(UTC)
    length = how_long(when, now)
    with client_of(host, port, testing=testing) as client:
        notes = Notes(client.server_address, testing=testing)
        span, until = (length, None) if isinstance(length, timedelta) else (None, length)
        try:
            pause = client.pause(duration=span, until=until)
        except RequestException as error:
            why = away(error, client)
            until = until if span is None else now + span
            notes.keep_wish(Wish(now, pause=True, until=until))
            click.echo(
                f"{why}. Recording is paused {until_text(until)} all the same:"
                " watchers do not run, and the server is told when aw-manager runs with it."
            )
        else:
            notes.forget_wish()
            click.echo(f"Recording is paused {until_text(pause.until)}.")
