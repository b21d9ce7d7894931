"""The aw-watcher-window command."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import closing

import click

from aw_client.watcher import Watcher, WatcherOptions, watcher_command
from aw_watcher_window.config import NAME, SETTINGS, Config
from aw_watcher_window.errors import DisplayLostError, ExtensionError
from aw_watcher_window.gnome_extension import ALLOW, are_allowed, install, shell_version, switch_on
from aw_watcher_window.select import BACKENDS
from aw_watcher_window.watch import watch

__all__ = ["main"]

logger = logging.getLogger(__name__)


def _start(options: WatcherOptions) -> None:
    config = Config.of(options.settings)
    watcher = Watcher(NAME, "currentwindow", options=options)
    try:
        with closing(watcher.first_backend(config.backends, os.environ)) as backend, watcher:
            watch(watcher, backend, config)
    except DisplayLostError as error:
        logger.error("%s", error)  # noqa: TRY400 - a session that ends is no fault to trace
        sys.exit(1)


def _install_gnome_extension() -> None:
    try:
        version = shell_version()
        folder = install(version, os.environ)
        click.echo(f"Installed the extension for GNOME Shell {version} in {folder}.")
        switch_on()
        allowed = are_allowed()
    except ExtensionError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Switched it on.")
    if not allowed:
        click.echo(
            f"But GNOME has the extensions of users switched off as a whole; run `{ALLOW}` to switch them on."
        )
    click.echo("Log out and log in again: GNOME looks for new extensions only when it starts.")
    click.echo("After an upgrade of GNOME, run this again if aw-watcher-window asks for it.")


main = watcher_command(
    NAME,
    SETTINGS,
    _start,
    help="Record the focused window: application and title.",
    backends=BACKENDS,
    commands=[
        click.Command(
            "install-gnome-extension",
            callback=_install_gnome_extension,
            help="Install the extension by which GNOME Shell tells of windows under Wayland, and switch it on.",
        )
    ],
)
