"""The command line every watcher has: its options, its config file, its log, and how it ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

import click

from aw_client.errors import QueueError, WatcherUnavailableError
from aw_client.watcher.backends import survey
from aw_client.watcher.runtime import WatcherOptions
from aw_core.errors import ConfigError
from aw_core.log import setup_logging
from aw_core.settings import Setting, SettingValue, load_settings
from aw_core.supervision import EXIT_MISCONFIGURED, EXIT_UNAVAILABLE, MANAGED_BY_PID

__all__ = ["watcher_command"]

_AS_JSON = f"{__name__}.as_json"
"""Where the context of the command notes it."""


def watcher_command(
    name: str,
    settings: Sequence[Setting],
    start: Callable[[WatcherOptions], None],
    help: str,  # noqa: A002 - what click calls it
    *,
    backends: Mapping[str, Callable[[Any], Any]] | None = None,
    more_backends: Mapping[str, Mapping[str, Callable[[Any], Any]]] | None = None,
    commands: Sequence[click.Command] = (),
) -> click.Command:
    """The command that runs a watcher.

    It has `--host`, `--port`, `--testing`, `--verbose` and an option for every setting. A setting comes from its
    option, else from the environment, else from `<config dir>/<name>/<name>.toml`, else it is its default.

    Args:
        name: of the watcher, as in `aw-watcher-window`.
        settings: what can be set.
        start: runs the watcher until it is told to stop.
        help: what the command does, for `--help`.
        backends: the ways it can sense, by name; given any, there are `--list-backends` and `--json`.
        more_backends: the ways it can sense something more, by what that is; listed after the others.
        commands: what else can be asked for by a word after the watcher's name.
    """
    run = partial(_run, name, settings, start)
    options: list[click.Parameter] = [
        click.Option(["--host"], help="Name or address of the server."),
        click.Option(["--port"], type=click.IntRange(1, 65535), help="Port the server listens on."),
        click.Option(["--testing"], is_flag=True, help="Use the testing server and the testing settings."),
        click.Option(["-v", "--verbose"], is_flag=True, help="Log more."),
        *map(_option, settings),
    ]
    if backends is not None:
        options.extend(_list_options({"": backends} | dict(more_backends or {})))
    if not commands:
        return click.Command(name, params=options, callback=run, help=help)
    return click.Group(
        name,
        params=options,
        callback=_unless_a_command_follows(run),
        help=help,
        commands=commands,
        invoke_without_command=True,
    )


def _run(
    name: str,
    settings: Sequence[Setting],
    start: Callable[[WatcherOptions], None],
    *,
    host: str | None,
    port: int | None,
    testing: bool,
    verbose: bool,
    **given: Any,
) -> None:
    """What the command does: log, read the settings, start, and say why it ended."""
    try:
        setup_logging(name, testing=testing, verbose=verbose, log_stderr=True, log_file=True)
    except OSError as error:
        raise click.ClickException(f"cannot write a log: {error}") from error
    try:
        start(
            WatcherOptions(
                host=host,
                port=port,
                testing=testing,
                verbose=verbose,
                settings=_values(name, settings, given, testing=testing),
                managed_by_pid=_managing_pid(os.environ),
            )
        )
    except WatcherUnavailableError as error:
        _end(EXIT_UNAVAILABLE, str(error))
    except ConfigError as error:
        _end(EXIT_MISCONFIGURED, str(error))
    except QueueError as error:
        raise click.ClickException(str(error)) from error


def _unless_a_command_follows(run: Callable[..., None]) -> Callable[..., None]:
    def callback(**given: Any) -> None:
        if click.get_current_context().invoked_subcommand is None:
            run(**given)

    return callback


def _list_options(sections: Mapping[str, Mapping[str, Callable[[Any], Any]]]) -> list[click.Option]:
    """`--list-backends`, which says of each whether it works and ends, and `--json`, which has it say so to programs.

    Sections that have a title are told apart by it.
    """

    def show(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
        as_json = context.meta.get(_AS_JSON, False)
        if asked:
            (_print_json if as_json else _print_lines)(sections)
            context.exit()
        elif as_json:
            raise click.UsageError("--json goes with --list-backends")

    def note_json(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
        context.meta[_AS_JSON] = asked

    text = "Try each way of sensing, say which works on this desktop and why the others do not, and end."
    return [
        click.Option(["--list-backends"], is_flag=True, expose_value=False, callback=show, help=text),
        click.Option(
            ["--json"],
            is_flag=True,
            is_eager=True,  # it is to be known wherever it stands
            expose_value=False,
            callback=note_json,
            help="With --list-backends: as a JSON list.",
        ),
    ]


def _print_lines(sections: Mapping[str, Mapping[str, Callable[[Any], Any]]]) -> None:
    for title, backends in sections.items():
        if title:
            click.echo(f"\n{title}:")
        for name, refusal in survey(backends, os.environ):
            click.echo(f"{name}: {' '.join(refusal.split()) or 'works here'}")


def _print_json(sections: Mapping[str, Mapping[str, Callable[[Any], Any]]]) -> None:
    found = [
        {"name": name, "section": title, "works": not refusal, "reason": refusal}
        for title, backends in sections.items()
        for name, refusal in survey(backends, os.environ)
    ]
    click.echo(json.dumps(found))


def _end(status: int, why: str) -> NoReturn:
    """End with one line, which a manager shows."""
    click.echo(" ".join(why.split()), err=True)
    sys.exit(status)


def _option(setting: Setting) -> click.Option:
    """The option that sets a setting; None when it is not given."""
    flag = "--" + setting.name.replace("_", "-")
    text = f"{setting.help} [default: {setting.default}]"
    match setting.default:
        case bool():
            return click.Option([f"{flag}/--no-{flag[2:]}", setting.name], default=None, help=text)
        case int() | float() | str():
            return click.Option([flag, setting.name], type=type(setting.default), help=text)
        case list():
            return click.Option([flag, setting.name], multiple=True, default=None, help=text)
    raise TypeError(f"setting {setting.name} of type {type(setting.default).__name__} has no option")


def _values(
    name: str, settings: Sequence[Setting], given: Mapping[str, Any], *, testing: bool
) -> dict[str, SettingValue]:
    values = load_settings(name, settings, os.environ, testing=testing)
    from_options = {key: value for key, value in given.items() if value not in (None, ())}
    return values | {
        key: list(value) if isinstance(value, tuple) else value for key, value in from_options.items()
    }


def _managing_pid(environ: Mapping[str, str]) -> int | None:
    text = environ.get(MANAGED_BY_PID, "")
    if text and not text.isdigit():
        raise ConfigError(
            f"environment variable {MANAGED_BY_PID}: expected the number of a process, got {text!r}"
        )
    return int(text) if text else None
