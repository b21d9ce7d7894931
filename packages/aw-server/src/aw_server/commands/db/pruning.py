"""`aw-server db prune`: deletes what is older than an age."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import click

from aw_datastore.care import BackupFolder, OldEvents, Progress, old_events, parse_age
from aw_datastore.errors import InvalidAgeError
from aw_server.commands.db.screen import count, day, file_of, hours, micros_day, progress, show_table
from aw_server.database import DatabaseFile

__all__ = ["prune"]

_CONFIRMATION = "delete"


@click.command()
@click.option(
    "--older-than", "age", required=True, metavar="AGE", help="Such as 90d, 12w, 18months, 2y or 2024-12-31."
)
@click.option("--bucket", "bucket_id", metavar="ID", help="Of this bucket alone.")
@click.option("--yes", is_flag=True, help="Delete, without asking.")
@click.option("--no-backup", is_flag=True, help="Make no backup before.")
@click.pass_obj
def prune(database: DatabaseFile, *, age: str, bucket_id: str | None, yes: bool, no_backup: bool) -> None:
    """Say which events are older than an age, and delete them if told so.

    An event is older if it ended before. Nothing is deleted without `--yes`, or the word that is asked for on a
    terminal. Backups keep what is deleted here, until they are deleted themselves.
    """
    path = file_of(database)
    limit = _limit(age)
    with progress("looking"):
        old = old_events(path, limit, bucket_id)
    if not old:
        click.echo(f"nothing is older than {day(limit)}")
        return
    _show(old, limit)
    if not (yes or _confirmed()):
        click.echo("nothing was deleted; to do it: --yes")
        return
    _delete(database, old, limit, backup=not no_backup)


def _limit(age: str) -> datetime:
    try:
        return parse_age(age, datetime.now(UTC))
    except InvalidAgeError as error:
        raise click.BadParameter(str(error), param_hint="--older-than") from error


def _show(old: Sequence[OldEvents], limit: datetime) -> None:
    click.echo(f"events that ended before {day(limit)}:")
    rows = [
        (
            bucket.bucket_id,
            count(bucket.events),
            hours(bucket.length),
            micros_day(bucket.start),
            micros_day(bucket.end),
        )
        for bucket in old
    ]
    show_table(("bucket", "events", "hours", "first", "last"), rows, numbers=(1, 2))


def _confirmed() -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    answer: str = click.prompt(
        f"Type {_CONFIRMATION} to delete them for good", default="", show_default=False
    )
    return answer.strip().lower() == _CONFIRMATION


def _delete(database: DatabaseFile, old: Sequence[OldEvents], limit: datetime, *, backup: bool) -> None:
    with database.open() as datastore:  # first, as it is refused while the server runs
        folder = BackupFolder(database.backup_folder, file_of(database))
        if backup:
            with progress("backing up") as told:
                click.echo(f"backup: {folder.make(datetime.now(UTC), told, asked_for=True).path}")
        total, gone = sum(bucket.events for bucket in old), 0
        with progress("deleting") as told:
            for bucket in old:
                gone += datastore.delete_until(bucket.bucket_id, limit, partial(_tell, told, gone, total))
            datastore.give_space_back()
    click.echo(f"{count(gone)} events deleted")
    kept = len(folder.backups())
    if kept:
        click.echo(
            f"{kept} backups in {folder.folder} may still have them; each is deleted in its time, after four weeks of further backups at the latest"
        )


def _tell(told: Progress, before: int, total: int, done: int) -> None:
    told(before + done, total)
