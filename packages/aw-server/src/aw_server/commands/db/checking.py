"""`aw-server db check`: whether the database is whole."""

from __future__ import annotations

import json

import click

from aw_datastore import care
from aw_datastore.care import read_recoveries
from aw_server.commands.db.screen import file_of, progress
from aw_server.database import DatabaseFile

__all__ = ["check"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
@click.pass_context
def check(ctx: click.Context, /, *, as_json: bool) -> None:
    """Read the database from end to end, and say what is wrong with it.

    Ends with status 1 if something is. The server may be running. A damaged database is recovered when the server
    starts, or at once if it runs and comes upon the damage. Indexes that differ from their tables are made anew by
    `aw-server db vacuum`.
    """
    database: DatabaseFile = ctx.obj
    path = file_of(database)
    with progress("checking") as told:
        result = care.check(path, told)
    recoveries = read_recoveries(path)
    if as_json:
        answer = {
            "path": str(path),
            "ok": result.is_fine,
            "problems": list(result.problems),
            "recoveries": [recovery.to_json_dict() for recovery in recoveries],
        }
        click.echo(json.dumps(answer, indent=2))
    else:
        for problem in result.problems:
            click.echo(problem)
        for recovery in recoveries:
            click.echo(f"{recovery.moment}: {recovery.summary()}")
        click.echo(
            f"{path}: {'no problem found' if result.is_fine else f'{len(result.problems)} problems found'}"
        )
    if not result.is_fine:
        ctx.exit(1)
