"""`aw-manager resume`: ends a pause."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from aw_client.transport import RequestException
from aw_client.watcher.remembering import Remembered, remembered_path
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
from aw_manager.pausing.handover import end_pause, hand_over
from aw_manager.pausing.orders import Order, Orders

__all__ = ["command"]


@click.command("resume")
@testing_option
@host_option
@port_option
def command(testing: bool, host: str | None, port: int | None) -> None:
    """Record again: ends the pause, whoever asked for it. A schedule pauses again when its next time begins."""
    now = datetime.now(UTC)
    order = Order(now, pause=False)
    with client_of(host, port, testing=testing) as client:
        orders = Orders(client.server_address, testing=testing)
        try:
            hand_over(client, orders, now)
            end_pause(client, now)
        except RequestException as error:
            if orders.waiting():
                # The manager goes by what was asked for last, also if the server refuses to hear of it.
                remember(orders, order, str(error))
            why = away(error, client)
            if order not in orders.waiting():
                remember(orders, order, why)
            # Watchers that start while the server is away go by this.
            Remembered(remembered_path("pause", client.server_address), "the pause").forget()
            if not has_manager(client, testing=testing):
                raise NobodyTellsError(
                    f"{why}, and no aw-manager of it runs: if recording was paused, it stays paused. That you resume is"
                    " remembered: start aw-manager, which tells the server, or run `aw-manager resume` again when the"
                    " server is there"
                ) from error
            click.echo(
                f"{why}. Recording goes on all the same, and the server is told as soon as it is back."
            )
        else:
            click.echo("Recording goes on.")
