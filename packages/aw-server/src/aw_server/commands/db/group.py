"""`aw-server db` and the commands below it."""

from __future__ import annotations

import click

from aw_server.commands.db.backing_up import backup, backups, restore
from aw_server.commands.db.checking import check
from aw_server.commands.db.pruning import prune
from aw_server.commands.db.room import stats, vacuum

__all__ = ["db"]


@click.group()
def db() -> None:
    """Look after the database: check it, back it up, delete what is old.

    `check`, `backup`, `backups` and `stats` may be used while the server runs; `restore`, `vacuum` and `prune --yes`
    may not. In testing mode (`aw-server --testing db ...`) they work on the database of that mode.
    """


for command in (check, backup, backups, restore, vacuum, stats, prune):
    db.add_command(command)
