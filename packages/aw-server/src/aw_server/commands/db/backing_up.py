"""`aw-server db backup`, `backups` and `restore`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from aw_datastore import care
from aw_datastore.care import BackupFolder, back_up_to
from aw_server.commands.db.screen import day, file_of, progress, show_table, size
from aw_server.database import DatabaseFile

__all__ = ["backup", "backups", "restore"]


@click.command()
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Make it there, and delete no older ones.",
)
@click.pass_obj
def backup(database: DatabaseFile, target: Path | None) -> None:
    """Make a backup now, and verify it.

    The server may be running. Without `--to` it goes to the folder of backups and is kept for four weeks, beside
    the 7 daily and 4 weekly ones.
    """
    path = file_of(database)
    with progress("backing up") as told:
        if target is None:
            made = _folder(database, path).make(datetime.now(UTC), told, asked_for=True)
            target, bytes_made = made.path, made.size
        else:
            bytes_made = back_up_to(path, target.expanduser().resolve(), told)
    click.echo(f"{target}: {size(bytes_made)}, verified")


@click.command()
@click.pass_obj
def backups(database: DatabaseFile) -> None:
    """List the backups, the newest first."""
    folder = _folder(database, file_of(database))
    found = folder.backups()
    if found:
        rows = [(backup.name, day(backup.made), size(backup.size)) for backup in found]
        show_table(("backup", "made", "size"), rows, numbers=(2,))
    else:
        click.echo(f"no backups in {folder.folder}")


@click.command()
@click.argument("backup")
@click.pass_obj
def restore(database: DatabaseFile, backup: str) -> None:
    """Put a backup in the place of the database.

    BACKUP is a name that `aw-server db backups` lists, a day such as 2026-11-22 (its last backup), or the path of
    a file. It is verified first. The present database is kept under another name, which is told.
    The server must not be running.
    """
    path = file_of(database)
    chosen = _folder(database, path).find(backup)
    with progress("restoring") as told:
        aside = care.restore(path, chosen.path, told)
    click.echo(f"{path} is now the backup {chosen.name} of {day(chosen.made)}")
    if aside is not None:
        click.echo(f"what was there is kept as {aside}")


def _folder(database: DatabaseFile, path: Path) -> BackupFolder:
    """The backups, also where the server is told to make none."""
    return BackupFolder(database.backup_folder, path)
