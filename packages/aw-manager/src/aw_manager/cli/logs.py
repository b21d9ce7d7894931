"""`aw-manager logs`: what the manager and the modules wrote."""

from __future__ import annotations

import click

from aw_manager.cli.options import testing_option
from aw_manager.errors import UnknownModuleError
from aw_manager.logfiles import log_file, module_logs, read_log
from aw_manager.settings import PROGRAM

__all__ = ["command"]


@click.command("logs")
@click.argument("module", default=PROGRAM)
@click.option("-f", "--follow", "following", is_flag=True, help="Go on with what is written from now on.")
@click.option(
    "-n", "--lines", type=click.IntRange(min=0), default=40, show_default=True, help="How many last lines."
)
@testing_option
def command(module: str, following: bool, lines: int, testing: bool) -> None:
    """Show the log of MODULE, or what the manager itself told."""
    path = log_file(module, testing=testing)
    if not path.exists():
        known = ", ".join(module_logs(testing=testing)) or "none yet"
        raise UnknownModuleError(f"no log of `{module}` at {path}; there are logs of: {known}")
    try:
        for line in read_log(path, lines, following=following):
            click.echo(line)
    except KeyboardInterrupt:  # the way to leave it
        return
