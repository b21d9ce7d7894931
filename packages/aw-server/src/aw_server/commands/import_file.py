"""`aw-server import`: adds what is in exports and databases to the database of this machine."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

import click

from aw_datastore import Datastore
from aw_datastore.errors import DatabaseLockedError
from aw_datastore.legacy import copy_database
from aw_datastore.storages import SqliteStorage
from aw_server.database import DatabaseFile
from aw_server.errors import BadFileError
from aw_server.intake import Intake
from aw_server.moving_in.files import ImportFile, Outcome, open_file
from aw_server.moving_in.progress import bar
from aw_server.moving_in.scratch import DRY_RUN, scratch_folder
from aw_server.privacy import SETTING, PrivacyGate
from aw_server.uisettings import UISettings, default_settings_file

__all__ = ["import_file"]

_STDIN = "-"
_INTERRUPTED = 130
"""What a shell expects of a command that Ctrl-C ended."""


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and add nothing.")
@click.pass_obj
def import_file(database: DatabaseFile, files: tuple[str, ...], *, dry_run: bool) -> None:
    """Add the events of exports and databases that are not here yet.

    A FILE is an export in JSON, a database of an older server, or a database or backup of this one; `-` is
    standard input. All files are read from end to end before anything is stored: where something in an export
    cannot be stored, nothing is. Importing the same again adds nothing. The server must not be running.
    """
    path = database.path
    if path is None:
        raise BadFileError("storage: expected a database on disk to import into, got `memory`")
    path.parent.mkdir(parents=True, exist_ok=True)
    done: list[str] = []
    with _told_when_interrupted(done, len(files)), ExitStack() as opened:
        target = _open_copy(database, path, opened) if dry_run else _open(database, path, opened)
        found = _open_all(files, target.scratch, opened)
        _check_all(found)
        for name, file in found.items():
            outcome = _store(name, file, target)
            done.append(name)
            _tell(f"{name}: {file.kind}", outcome, verb="would be added" if dry_run else "added")


class _Target(NamedTuple):
    """Where to: the events, the settings of clients, and a folder for copies."""

    intake: Intake
    settings: UISettings
    scratch: Path


def _open(database: DatabaseFile, path: Path, opened: ExitStack) -> _Target:
    try:
        datastore = opened.enter_context(database.open())
    except DatabaseLockedError as error:
        raise BadFileError(
            f"{error}; if that is the server, stop it, or post the file to its /api/0/import (an export)"
        ) from error
    scratch = opened.enter_context(scratch_folder(path.parent))
    return _target(
        datastore, UISettings(default_settings_file(testing=database.testing), vital=[SETTING]), scratch
    )


def _open_copy(database: DatabaseFile, path: Path, opened: ExitStack) -> _Target:
    """Copies that may be changed at will: what is added to them would be added to the others."""
    folder = opened.enter_context(scratch_folder(path.parent, DRY_RUN))
    copy = copy_database(path, folder) if path.exists() else folder / "copy.db"
    settings, present = folder / "settings.json", default_settings_file(testing=database.testing)
    for ending in ("", ".last"):
        if (file := present.with_name(f"{present.name}{ending}")).exists():
            shutil.copyfile(file, settings.with_name(f"{settings.name}{ending}"))
    datastore = opened.enter_context(Datastore(SqliteStorage, filepath=copy))
    return _target(datastore, UISettings(settings, vital=[SETTING]), folder)


def _target(datastore: Datastore, settings: UISettings, scratch: Path) -> _Target:
    return _Target(Intake(datastore, [PrivacyGate(settings)]), settings, scratch)


def _open_all(files: Sequence[str], folder: Path, opened: ExitStack) -> dict[str, ImportFile]:
    found = {}
    for number, name in enumerate(dict.fromkeys(files)):
        path = _seekable(name, folder / f"input-{number}")
        found[name] = open_file(path, name, folder, opened)
    return found


def _seekable(name: str, copy: Path) -> Path:
    """A file that can be read twice: the one of that name, or a copy of what comes once, as from a pipe."""
    path = Path(name)
    if name == _STDIN:
        _keep(sys.stdin.buffer, copy)
    elif path.is_fifo() or path.is_char_device() or path.is_socket():
        with path.open("rb") as stream:
            _keep(stream, copy)
    else:
        return path
    return copy


def _keep(stream: BinaryIO, copy: Path) -> None:
    with copy.open("wb") as file:
        shutil.copyfileobj(stream, file)


def _check_all(found: dict[str, ImportFile]) -> None:
    for name, file in found.items():
        with bar(f"checking {name}", file.to_check) as advance:
            file.check(advance)


def _store(name: str, file: ImportFile, target: _Target) -> Outcome:
    with bar(f"importing {name}", file.to_store) as advance:
        outcome = file.store(target.intake, advance)
    outcome.settings = target.settings.add_missing(file.settings())
    return outcome


def _tell(title: str, outcome: Outcome, *, verb: str) -> None:
    click.echo(title)
    for bucket_id, count in outcome.added.items():
        click.echo(f"  {bucket_id}: {count} events {verb}")
    if outcome.settings:
        click.echo(f"  settings {verb}: {', '.join(outcome.settings)}")
    for line in outcome.problems:
        click.echo(f"  {line}")


@contextmanager
def _told_when_interrupted(done: Sequence[str], total: int) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        click.echo(
            f"interrupted: {len(done)} of {total} files are imported, and perhaps part of another; "
            "importing all of them again completes it",
            err=True,
        )
        sys.exit(_INTERRUPTED)
