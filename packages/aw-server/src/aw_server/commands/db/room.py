"""`aw-server db stats` and `vacuum`: how much room the database takes, and giving some back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from aw_core.timestamps import from_micros
from aw_datastore import care
from aw_datastore.care import BackupFolder, Statistics, statistics
from aw_server.commands.db.screen import count, file_of, micros_day, progress, show_table, size
from aw_server.database import DatabaseFile

__all__ = ["stats", "vacuum"]


@click.command()
@click.pass_obj
def vacuum(database: DatabaseFile) -> None:
    """Write the database anew, as small as it can be.

    Takes twice its size in free room for the time being. The server must not be running.
    """
    path = file_of(database)
    with progress("writing the database anew"):
        before, after = care.vacuum(path)
    click.echo(f"{path}: {size(before)} before, {size(after)} now")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
@click.pass_obj
def stats(database: DatabaseFile, *, as_json: bool) -> None:
    """Say what is in the database and what takes how much room."""
    path = file_of(database)
    with progress("counting"):
        figures = statistics(path)
    backups = BackupFolder(database.backup_folder, path)
    if as_json:
        click.echo(json.dumps(_to_json(figures, backups), indent=2))
        return
    _show(figures)
    found = backups.backups()
    click.echo(
        f"{len(found)} backups in {backups.folder}" + (f", the newest {found[0].name}" if found else "")
    )


def _show(figures: Statistics) -> None:
    click.echo(f"{figures.path}: {size(figures.size)}, of which {size(figures.free)} are free")
    rows = [
        (
            bucket.bucket_id,
            count(bucket.events),
            count(bucket.payloads),
            micros_day(bucket.start),
            micros_day(bucket.end),
        )
        for bucket in figures.buckets
    ]
    show_table(("bucket", "events", "distinct data", "first", "last"), rows, numbers=(1, 2))
    if figures.parts is not None:
        show_table(
            ("part", "size"), [(name, size(taken)) for name, taken in figures.parts.items()], numbers=(1,)
        )


def _to_json(figures: Statistics, backups: BackupFolder) -> dict[str, Any]:
    return {
        **asdict(figures),
        "path": str(figures.path),
        "buckets": [
            {**asdict(bucket), "start": _iso(bucket.start), "end": _iso(bucket.end)}
            for bucket in figures.buckets
        ],
        "backups": [
            {"name": backup.name, "made": backup.made.isoformat(), "size": backup.size}
            for backup in backups.backups()
        ],
    }


def _iso(micros: int | None) -> str | None:
    return None if micros is None else from_micros(micros).isoformat()
