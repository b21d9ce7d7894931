"""`aw-manager stop`: ends the running manager and waits until everything has ended."""

from __future__ import annotations

import click

from aw_manager.cli.options import testing_option
from aw_manager.errors import NotRunningError
from aw_manager.instance import find_running

__all__ = ["command"]


@click.command("stop")
@testing_option
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds to wait for it.")
def command(testing: bool, timeout: float) -> None:
    """Stop the running manager with all its modules, and wait for it."""
    running = find_running(testing=testing)
    if running is None:
        raise NotRunningError("not running, so there is nothing to stop")
    running.stop(timeout)
    click.echo(f"stopped aw-manager (pid {running.pid})")
