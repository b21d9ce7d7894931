"""The command `aw-watcher-web`: where the extension is, how to load it, and its packages for the stores."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from aw_watcher_web.files import extension_dir
from aw_watcher_web.packing import pack as pack_extension

__all__ = ["main"]


class _Printing(click.Group):
    """Commands that print; what takes no more, such as a file on a full disk, is an error in one line."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command that is asked for."""
        try:
            return super().main(*args, **extra)
        except OSError as error:
            click.ClickException(f"cannot print: {error.strerror or error}").show()
            _print_to_nobody()
            sys.exit(1)


def _print_to_nobody() -> None:
    """Point stdout at nothing: what is left in its buffer would fail again at the exit."""
    with suppress(OSError, AttributeError), Path(os.devnull).open("wb") as nobody:  # stdout may be no file
        os.dup2(nobody.fileno(), sys.stdout.fileno())


@click.group(cls=_Printing, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aw-watcher-web", prog_name="aw-watcher-web")
def main() -> None:
    """The browser extension that records which tab is in front.

    It runs in the browser, so there is nothing to start here. To load it:

    \b
    Chromium, Chrome, Edge, Brave, Opera, Vivaldi:
      1. Open chrome://extensions and switch on "Developer mode".
      2. Press "Load unpacked" and choose the folder of `aw-watcher-web path`.

    \b
    Firefox and its kin, until the browser ends:
      1. Open about:debugging#/runtime/this-firefox.
      2. Press "Load Temporary Add-on" and choose manifest.json in that folder.

    \b
    Firefox, for good (Developer Edition, Nightly, ESR or LibreWolf):
      1. In about:config set xpinstall.signatures.required to false.
      2. In about:addons choose "Install Add-on From File" and the zip that
         `aw-watcher-web pack` makes for Firefox.
    """  # noqa: D301 - click wants the character itself before what is not to be wrapped


@main.command()
def path() -> None:
    """Print the folder to load into a browser."""
    click.echo(extension_dir())


@main.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder to write to; the current one by default.",
)
def pack(out: Path) -> None:
    """Write the packages for the stores of Chromium browsers and of Firefox.

    The same extension gives the same bytes, wherever and whenever it is packed.
    """
    try:
        packages = pack_extension(extension_dir(), out)
    except OSError as error:
        message = (
            f"cannot write the packages: {error.strerror or error}; expected a folder that can be written to"
        )
        raise click.BadParameter(f"{message}, got {out.absolute()}", param_hint="--out") from error
    for package in packages:
        click.echo(package)
