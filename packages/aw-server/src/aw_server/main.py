"""`aw-server`: reads the command line, environment and config file, and runs the server."""

from __future__ import annotations

import importlib
import logging
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click
from flask import Flask

from aw_core.address import ServerAddress
from aw_core.dirs import get_data_dir
from aw_core.errors import AWError, ConfigError
from aw_core.log import setup_logging
from aw_core.settings import load_settings
from aw_core.supervision import EXIT_MISCONFIGURED, EXIT_UNAVAILABLE
from aw_datastore.errors import DatabaseError
from aw_server.database import DatabaseFile
from aw_server.device import load_device_id
from aw_server.moving_in import MovingIn, Record
from aw_server.moving_in.progress import bar, log_lines
from aw_server.moving_in.scratch import remove_left
from aw_server.recentlog import JsonFormatter, RecentLog
from aw_server.running import run
from aw_server.services import parts_of
from aw_server.settings import (
    PROGRAM,
    SETTINGS,
    STORAGES,
    ServerSettings,
    parse_folder,
    parse_key,
    parse_origins,
    parse_pages,
    parse_patterns,
    parse_port,
)
from aw_server.sockets import address_of, bind_sockets
from aw_server.static import installed_web_ui
from aw_server.uisettings import default_settings_file
from aw_server.version import server_version

__all__ = ["main"]

logger = logging.getLogger(__name__)

_FOLDER = click.Path(exists=True, file_okay=False)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Commands(click.Group):
    """The command and those below it, whose modules are loaded when called: the server starts without them."""

    below: Mapping[str, str] = {
        "db": "aw_server.commands.db:db",
        "import": "aw_server.commands.import_file:import_file",
        "privacy": "aw_server.commands.privacy:privacy",
    }
    """Module and attribute of each command, by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(self.below)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in self.below:
            return None
        module, _, attribute = self.below[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (AWError, OSError) as error:
            click.echo(f"{PROGRAM}: {error}", err=True)
            ctx.exit(_status(ctx, error))


def _status(ctx: click.Context, error: Exception) -> int:
    """What to end with; a manager starts a server seldom that cannot work until a person has done something."""
    if ctx.invoked_subcommand is None and isinstance(error, DatabaseError):
        return EXIT_UNAVAILABLE
    if ctx.invoked_subcommand is None and isinstance(error, ConfigError):
        return EXIT_MISCONFIGURED
    return 1


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name=PROGRAM)
@click.option("--testing", is_flag=True, help="Use another port and another database than every day.")
@click.option("-v", "--verbose", is_flag=True, help="Log more.")
@click.option("--log-json", is_flag=True, help="Log one JSON object a line.")
@click.option("-c", "--config", type=_FILE, help="Read this config file in the place of the usual one.")
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 takes a free one.")
@click.option("--storage", type=click.Choice(STORAGES), help="Where events are kept.")
@click.option("--dbpath", type=click.Path(dir_okay=False), help="The database file.")
@click.option("--webpath", type=_FOLDER, help="The folder of the web UI to serve.")
@click.option("--custom-static", metavar="NAME=FOLDER,...", help="Folders with pages of your own, by name.")
@click.option("--cors-origins", metavar="ORIGIN,...", help="Web pages of other origins that may use the API.")
@click.option(
    "--no-legacy-import",
    "legacy_import",
    is_flag=True,
    flag_value=False,
    default=None,
    help="Leave alone what older servers kept on this machine.",
)
@click.option("--device-id", help="Identify this machine by another id than its own.")
@click.pass_context
def main(
    ctx: click.Context,
    /,
    *,
    testing: bool,
    verbose: bool,
    log_json: bool,
    config: Path | None,
    device_id: str | None,
    **options: Any,
) -> None:
    """Store what watchers report, and answer queries.

    What can be set lastingly is listed in the config file, which is written on the first start; each setting
    in it is also read from the environment, as AW_SERVER_<NAME>.
    """
    if ctx.invoked_subcommand is not None:
        ctx.obj = DatabaseFile(_load(options, config, testing=testing), testing=testing)
        return
    recent_log = RecentLog()
    _set_up_logging(recent_log, testing=testing, verbose=verbose, log_json=log_json)
    _run(_load(options, config, testing=testing), recent_log, device_id, testing=testing)


def _set_up_logging(recent_log: RecentLog, *, testing: bool, verbose: bool, log_json: bool) -> None:
    setup_logging(PROGRAM, testing=testing, verbose=verbose, log_stderr=True, log_file=True)
    root = logging.getLogger()
    if log_json:
        for handler in root.handlers:
            handler.setFormatter(JsonFormatter())
    root.addHandler(recent_log)


def _load(options: dict[str, Any], config: Path | None, *, testing: bool) -> dict[str, Any]:
    """The settings by name: the command line's, the environment's, the config file's, or the default."""
    values: dict[str, Any] = load_settings(PROGRAM, SETTINGS, os.environ, testing=testing, path=config)
    given = {name: value for name, value in options.items() if value is not None}
    if "custom_static" in given:
        given["custom_static"] = _split_pages(given["custom_static"])
    values.update(given)
    if values["storage"] not in STORAGES:
        raise ConfigError(f"storage: expected one of {', '.join(STORAGES)}, got {values['storage']!r}")
    return values


def _split_pages(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in text.split(",") if pair.strip())
    return {name.strip(): folder.strip() for name, _, folder in pairs}


def _run(values: dict[str, Any], recent_log: RecentLog, device_id: str | None, *, testing: bool) -> None:
    settings = _server_settings(values, device_id, testing=testing)
    database = DatabaseFile(values, testing=testing)
    # The port first: of two servers started by mistake the second says so before it touches the database.
    sockets = bind_sockets(settings.host, parse_port(values["port"]))
    address = address_of(sockets, settings.host)
    record = _moving_in_record(database) if values["legacy_import"] else None
    run(
        settings,
        database,
        sockets,
        recent_log=recent_log,
        beside=lambda _, app: _moving_in(database, record, app, testing=testing),
        announce=lambda: _announce(settings, address),
    )


def _moving_in_record(database: DatabaseFile) -> Record | None:
    """What was taken over from older databases so far; None where events are forgotten anyway."""
    return None if database.path is None else Record.beside(database.path)


def _moving_in(
    database: DatabaseFile, record: Record | None, app: Flask, *, testing: bool
) -> AbstractContextManager[object]:
    if database.path is not None:
        remove_left(database.path.parent)
    if record is None:
        return nullcontext()
    return MovingIn(
        parts_of(app).intake,
        record,
        folder=Path(get_data_dir()),
        ui_settings=parts_of(app).ui_settings,
        testing=testing,
        show=bar if sys.stderr.isatty() else log_lines,
    )


def _server_settings(values: dict[str, Any], device_id: str | None, *, testing: bool) -> ServerSettings:
    data = Path(get_data_dir(PROGRAM)).parent
    return ServerSettings(
        testing=testing,
        host=values["host"],
        hostname=socket.gethostname(),
        device_id=device_id
        or load_device_id(data / PROGRAM / "device_id", data / "aw-server-rust" / "device_id"),
        settings_file=default_settings_file(testing=testing),
        cors_origins=parse_origins(values["cors_origins"]),
        cors_patterns=parse_patterns(values["cors_regex"]),
        custom_static=parse_pages(values["custom_static"]),
        webpath=parse_folder("webpath", values["webpath"]) if values["webpath"] else None,
        web_ui=installed_web_ui(),
        api_key=parse_key(values["api_key"]),
    )


def _announce(settings: ServerSettings, address: ServerAddress) -> None:
    if not address.is_local and settings.api_key is None:
        logger.warning(
            "other machines, and web pages open in their browsers, can reach this server on %s: no API key is set",
            settings.host,
        )
    mode = " in testing mode" if settings.testing else ""
    logger.info("%s v%s on %s%s", PROGRAM, server_version(), address.url, mode)
    click.echo(f"{PROGRAM} v{server_version()} answers on {address.url}{mode}")
