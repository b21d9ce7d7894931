"""`aw-server`: reads the command line, environment and config file, and runs the server."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import click

from aw_core.address import ServerAddress
from aw_core.dirs import get_config_dir, get_data_dir
from aw_core.errors import AWError, ConfigError
from aw_core.log import setup_logging
from aw_core.settings import load_settings
from aw_server.app import create_app
from aw_server.database import DatabaseFile
from aw_server.device import load_device_id
from aw_server.recentlog import JsonFormatter, RecentLog
from aw_server.serve import HttpServer
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
from aw_server.version import server_version

__all__ = ["main"]

logger = logging.getLogger(__name__)

_FOLDER = click.Path(exists=True, file_okay=False)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Commands(click.Group):
    """The command and those below it, whose modules are loaded when called: the server starts without them."""

    below: Mapping[str, str] = {}
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
            ctx.exit(1)


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
    # The port first: of two servers started by mistake the second says so before it touches the database.
    sockets = bind_sockets(settings.host, parse_port(values["port"]))
    with DatabaseFile(values, testing=testing).open() as datastore:
        app = create_app(settings, datastore, recent_log)
        server = HttpServer(app, sockets)
        _stop_on_signals(server)
        _announce(settings, address_of(sockets, settings.host))
        # What is here now stays to the end; the garbage collector need not look at it again.
        gc.freeze()
        server.run()
        logger.info("stopped")


def _server_settings(values: dict[str, Any], device_id: str | None, *, testing: bool) -> ServerSettings:
    settings_file = "settings-testing.json" if testing else "settings.json"
    return ServerSettings(
        testing=testing,
        host=values["host"],
        hostname=socket.gethostname(),
        device_id=device_id or load_device_id(Path(get_data_dir(PROGRAM)) / "device_id"),
        settings_file=Path(get_config_dir(PROGRAM)) / settings_file,
        cors_origins=parse_origins(values["cors_origins"]),
        cors_patterns=parse_patterns(values["cors_regex"]),
        custom_static=parse_pages(values["custom_static"]),
        webpath=parse_folder("webpath", values["webpath"]) if values["webpath"] else None,
        web_ui=installed_web_ui(),
        api_key=parse_key(values["api_key"]),
    )


def _stop_on_signals(server: HttpServer) -> None:
    """Let the first signal end the server in order, and a second one at once."""
    names = [name for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]

    def stop(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        server.stop()

    for name in names:
        signal.signal(getattr(signal, name), stop)


def _announce(settings: ServerSettings, address: ServerAddress) -> None:
    if not address.is_local and settings.api_key is None:
        logger.warning("other machines can reach this server on %s, and no API key is set", settings.host)
    mode = " in testing mode" if settings.testing else ""
    logger.info("%s v%s on %s%s", PROGRAM, server_version(), address.url, mode)
    click.echo(f"{PROGRAM} v{server_version()} answers on {address.url}{mode}")
