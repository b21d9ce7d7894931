"""`aw-manager modules`: which modules are installed, and where."""

from __future__ import annotations

import json
import os
from collections.abc import Container

import click

from aw_manager.cli.options import json_option, testing_option
from aw_manager.cli.tables import new_table, show
from aw_manager.discovery import FoundModule, ModuleFinder
from aw_manager.settings import load_manager_settings

__all__ = ["command"]


@click.command("modules")
@testing_option
@json_option
def command(testing: bool, as_json: bool) -> None:
    """List the modules that can be started."""
    autostart = load_manager_settings(os.environ, testing=testing).autostart_modules
    found = ModuleFinder.of_this_interpreter(os.environ.get("PATH", "")).find_all()
    if as_json:
        click.echo(json.dumps([_as_json(module, autostart) for module in found], indent=2))
        return
    table = new_table("module", "found", "starts by itself", "command")
    for module in found:
        table.add_row(
            module.name, module.origin.value, "yes" if module.name in autostart else "no", str(module.path)
        )
    show(table)


def _as_json(module: FoundModule, autostart: Container[str]) -> dict[str, object]:
    return {
        "name": module.name,
        "origin": module.origin.value,
        "autostart": module.name in autostart,
        "path": str(module.path),
    }
