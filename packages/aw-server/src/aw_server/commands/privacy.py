"""`aw-server privacy`: what the privacy rules would change in the history, and changing it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from aw_core.privacy import parse_filters
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseLockedError
from aw_datastore.legacy import copy_database
from aw_datastore.storages import SqliteStorage
from aw_server.commands.db.screen import count, file_of, progress, show_table
from aw_server.database import DatabaseFile
from aw_server.errors import BadFileError
from aw_server.moving_in.scratch import DRY_RUN, scratch_folder
from aw_server.privacy import SETTING, Applied, Applying, Copies, Order, Preview
from aw_server.privacy import preview as find_changes
from aw_server.uisettings import UISettings, default_settings_file

__all__ = ["privacy"]

_CONFIRMATION = "change"
_LONGEST = 60
_COPIES = click.Choice([copies.value for copies in Copies])


@click.group()
def privacy() -> None:
    """Say what the privacy rules would change in the history, and change it.

    The rules are those of the setting `privacy_filters`, as the web UI edits them, and the default ones.
    """


@privacy.command()
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with other rules, as JSON.",
)
@click.option(
    "--bucket", "bucket_ids", multiple=True, metavar="ID", help="Look in this bucket alone; may be repeated."
)
@click.pass_obj
def preview(database: DatabaseFile, *, rules: Path | None, bucket_ids: Sequence[str]) -> None:
    """Say what the rules would change in the history; the server may be running."""
    path = file_of(database)
    if not path.exists():
        raise BadFileError(f"{path}: there is no database")
    with scratch_folder(path.parent, DRY_RUN) as folder, progress("looking"):
        copy = copy_database(path, folder)
        with Datastore(SqliteStorage, filepath=copy) as datastore:
            found = _find(datastore, _order(database, rules, bucket_ids))
    _show(found)


@privacy.command(name="apply")
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with other rules, as JSON.",
)
@click.option(
    "--bucket", "bucket_ids", multiple=True, metavar="ID", help="Change this bucket alone; may be repeated."
)
@click.option(
    "--backups", type=_COPIES, default="rewrite", show_default=True, help="What becomes of backups."
)
@click.option(
    "--set-aside",
    type=_COPIES,
    default="rewrite",
    show_default=True,
    help="What becomes of databases that were set aside because they were damaged or replaced.",
)
@click.option("--yes", is_flag=True, help="Change it, without asking.")
@click.pass_obj
def apply_rules(
    database: DatabaseFile,
    *,
    rules: Path | None,
    bucket_ids: Sequence[str],
    backups: str,
    set_aside: str,
    yes: bool,
) -> None:
    """Change the history as the rules say, so that nothing of what was there is left in any file of the server.

    It is shown first, and nothing is changed without `--yes`, or the word that is asked for on a terminal. The server
    must not be running.
    """
    order = _order(database, rules, bucket_ids, Copies(backups), Copies(set_aside))
    with _opened(database) as datastore:
        with progress("looking"):
            found = _find(datastore, order)
        _show(found)
        applying = Applying(datastore, database.files)
        copies = applying.copies(order)
        if copies:
            click.echo(
                f"{count(len(copies))} backups or databases that were set aside will be gone through too"
            )
        elif found.is_nothing:
            return
        if not (yes or _confirmed()):
            click.echo("nothing was changed; to do it: --yes")
            return
        try:
            with progress("changing"):
                applied = applying.apply(order, found.token)
        except KeyboardInterrupt:
            if applying.is_unfinished:
                click.echo("\nit was begun, and is finished at the next start of the server")
            raise
    _tell(applied)


@contextmanager
def _opened(database: DatabaseFile) -> Iterator[Datastore]:
    path = file_of(database)
    if not path.exists():
        raise BadFileError(f"{path}: there is no database")
    try:
        with database.open() as datastore:
            yield datastore
    except DatabaseLockedError as error:
        raise BadFileError(
            f"{error}; if that is the server, stop it, or use the page Settings of the web UI"
        ) from error


def _order(
    database: DatabaseFile,
    rules: Path | None,
    bucket_ids: Sequence[str],
    backups: Copies = Copies.REWRITE,
    set_aside: Copies = Copies.REWRITE,
) -> Order:
    filters = _rules_in(rules) if rules else _setting(database)
    return Order(filters, bucket_ids=list(bucket_ids) or None, backups=backups, set_aside=set_aside)


def _setting(database: DatabaseFile) -> Any:
    return UISettings(default_settings_file(testing=database.testing), vital=[SETTING]).get(SETTING)


def _rules_in(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise BadFileError(f"{path}: expected rules as JSON: {error}") from error


def _find(datastore: Datastore, order: Order) -> Preview:
    return find_changes(datastore, parse_filters(order.filters), order.scope)


def _show(found: Preview) -> None:
    told = found.to_json_dict()
    rows = [
        (_name(rule), what, count(rule[what]["events"]), f"{rule[what]['seconds'] / 3600:,.1f}")
        for rule in told["rules"]
        for what in ("changed", "dropped")
        if rule[what]["events"]
    ]
    click.echo(found.summary)
    if rows:
        show_table(("rule", "events are", "events", "hours"), rows, numbers=(2, 3))
    samples = [
        (_name(rule), _text(sample["before"]), _text(sample["after"]))
        for rule in told["rules"]
        for sample in rule["samples"]
    ]
    if samples:
        click.echo()
        show_table(("rule", "before", "after"), samples)


def _name(rule: dict[str, Any]) -> str:
    return str(rule["name"] or rule["rule"]["pattern"])


def _text(data: dict[str, Any] | None) -> str:
    if data is None:
        return "(not recorded)"
    text = ", ".join(str(value) for value in data.values())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _confirmed() -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    answer: str = click.prompt(
        f"Type {_CONFIRMATION} to change them for good", default="", show_default=False
    )
    return answer.strip().lower() == _CONFIRMATION


def _tell(applied: Applied) -> None:
    click.echo(f"{count(applied.changed)} events changed, {count(applied.dropped)} dropped")
    if applied.why:
        click.echo(f"the database's own files may still hold what was removed: {applied.why}")
    for file in applied.files:
        click.echo(f"{file.path}: {file.state}" + (f" ({file.why})" if file.why else ""))
    if not applied.complete:
        click.echo("not all of it could be removed; that is tried again at the next start of the server")
    if any(file.state == "left" for file in applied.files):
        click.echo("files that are left may still hold what was removed; delete them to be rid of it")
