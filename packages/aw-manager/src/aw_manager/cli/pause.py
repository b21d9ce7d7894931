"""`aw-manager pause`: has nothing recorded for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from aw_client.transport import RequestException
from aw_manager.cli.options import (
    away,
    client_of,
    has_manager,
    host_option,
    port_option,
    remember,
    testing_option,
)
from aw_manager.errors import NobodyTellsError
from aw_manager.pausing.handover import begin_pause, hand_over
from aw_manager.pausing.orders import Order, Orders
from aw_manager.pausing.words import how_long
from aw_manager.spans import until_text

__all__ = ["command"]


@click.command("pause")
@click.argument("when", nargs=-1)
@testing_option
@host_option
@port_option
def command(when: tuple[str, ...], testing: bool, host: str | None, port: int | None) -> None:
    """Record nothing for a while: WHEN is such as `30m`, `2 hours`, `until 14:00`, `until 2pm` or `until tomorrow 8:00`.

    Without it recording is paused until `aw-manager resume`.
    """
    now = datetime.now(UTC)
    length = how_long(when, now)
    with client_of(host, port, testing=testing) as client:
        orders = Orders(client.server_address, testing=testing)
        span, until = (length, None) if isinstance(length, timedelta) else (None, length)
        try:
            hand_over(client, orders, now)
            pause = begin_pause(client, now, until=until, duration=span)
        except RequestException as error:
            why = away(error, client)
            until = until if span is None else now + span
            remember(orders, Order(now, pause=True, until=until), why)
            if not has_manager(client, testing=testing):
                raise NobodyTellsError(
                    f"{why}, and no aw-manager of it runs: watchers that run alone go on sensing until the server is"
                    f" told. The pause, {until_text(until)}, is remembered: start aw-manager, which keeps it and tells the"
                    " server, or run `aw-manager pause` again when the server is there"
                ) from error
            click.echo(
                f"{why}. Recording is paused {until_text(until)} all the same:"
                " watchers do not run, and the server is told as soon as it is back."
            )
        else:
            click.echo(f"Recording is paused {until_text(pause.until)}.")
