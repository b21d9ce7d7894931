"""Finds the command that is meant, loads only its module, and turns errors into one line."""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version

import click

from aw_core.errors import AWError
from aw_manager.settings import PROGRAM

__all__ = ["main", "manager"]

_COMMANDS = ("doctor", "logs", "modules", "pause", "resume", "start", "status", "stop")
_DEFAULT = "start"
_FOR_THE_GROUP = frozenset({"--help", "--version"})


class LazyGroup(click.Group):
    """Commands by the name of their module in this folder: what the long-lived one does not need stays unloaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands, as the help lists them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Load a command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"aw_manager.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command in front, the default one if none is named."""
        return super().parse_args(ctx, with_command(args))


def with_command(args: list[str]) -> list[str]:
    """The arguments with the command first; it may stand behind options, as in `aw-manager --testing status`."""
    if _FOR_THE_GROUP.intersection(args[:1]):
        return args
    name = next((arg for arg in args if not arg.startswith("-")), None)
    if name in _COMMANDS:
        rest = args.copy()
        rest.remove(name)
        return [name, *rest]
    return [_DEFAULT, *args]


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version(PROGRAM), prog_name=PROGRAM)
def manager() -> None:
    """Starts, supervises and diagnoses the server and the watchers; without a command it starts them."""


def main() -> None:
    """Run the command line; what goes wrong is one line on standard error and exit code 1."""
    try:
        manager(prog_name=PROGRAM)
    except (AWError, OSError) as error:
        click.echo(f"{PROGRAM}: {error}", err=True)
        sys.exit(1)
