"""The commands of `aw-client`."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, TextIO, TypeVar

import click

from aw_client.cli.failures import ServerGroup, WrongInput, query_failure
from aw_client.cli.humanize import moment_text
from aw_client.cli.moments import day_around, moment_in, zone_named
from aw_client.cli.output import Column, Output
from aw_client.cli.report import Report, params_for, start_of_day
from aw_client.client import ActivityWatchClient
from aw_client.queries import canonicalEvents
from aw_client.queries.canonical import summary_query
from aw_client.transport import HTTPError
from aw_core import Event
from aw_core.timestamps import parse_timestamp

__all__ = ["main"]

_A_DAY = timedelta(days=1)
_EVENT_KEYS = {"id", "timestamp", "duration", "data"}

AnyCommand = TypeVar("AnyCommand", bound=Callable[..., Any])


@dataclass
class Session:
    """What every command works with: the server's client, the printer, the present."""

    client: ActivityWatchClient
    output: Output = field(default_factory=Output)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


def _for_program(command: AnyCommand) -> AnyCommand:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")(command)


def _period(command: AnyCommand) -> AnyCommand:
    start = click.option("--start", help="Date or time it begins, also `today`, `yesterday`.")
    stop = click.option("--stop", help="Date or time it ends, also `now`, `tomorrow`.")
    return start(stop(command))


@click.group(cls=ServerGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--host", help="Name or address of the server.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port the server listens on.")
@click.option("--testing", is_flag=True, help="Use the testing server (port 5666).")
@click.option("-v", "--verbose", is_flag=True, help="Log to stderr what is done.")
@click.version_option(package_name="aw-client", prog_name="aw-client")
@click.pass_context
def main(ctx: click.Context, host: str | None, port: int | None, testing: bool, verbose: bool) -> None:
    """Look at buckets and events, run queries and reports on the time tracker's server."""
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING)
    ctx.obj = Session(ActivityWatchClient("aw-client-cli", testing, host, port))


@main.command()
@click.argument("bucket_id", metavar="BUCKET")
@click.argument("data", metavar="DATA")
@click.option("--pulsetime", type=float, default=60.0, show_default=True, help="Seconds a gap may last.")
@_for_program
@click.pass_obj
def heartbeat(session: Session, *, bucket_id: str, data: str, pulsetime: float, as_json: bool) -> None:
    """Report that DATA (a JSON object) is so now, to a bucket that exists."""
    event = Event(timestamp=session.now, data=_json_object(data))
    merged = session.client.heartbeat(bucket_id, event, pulsetime)
    if merged is None:
        return
    if as_json:
        session.output.json(merged.to_json_dict())
    else:
        session.output.events([merged])


@main.command()
@_for_program
@click.pass_obj
def buckets(session: Session, *, as_json: bool) -> None:
    """List the buckets."""
    found = session.client.get_buckets()
    if as_json:
        session.output.json(found)
        return
    columns = (Column("Bucket"), Column("Last event"), Column("Type", gives=True), Column("Host", gives=True))
    session.output.table(columns, [_bucket_row(bucket) for bucket in found.values()])


@main.command()
@click.argument("bucket_id", metavar="BUCKET")
@click.option("--limit", type=int, default=100, show_default=True, help="How many at most; -1 for all.")
@_period
@_for_program
@click.pass_obj
def events(
    session: Session, *, bucket_id: str, limit: int, start: str | None, stop: str | None, as_json: bool
) -> None:
    """List the events of a bucket, newest first."""
    start_at, stop_at = (
        None if text is None else moment_in(text, None, session.now) for text in (start, stop)
    )
    found = session.client.get_events(bucket_id, limit, start_at, stop_at)
    _print_result(session, [event.to_json_dict() for event in found], as_json=as_json)


@main.command()
@click.argument("file", type=click.File(encoding="utf-8"), metavar="PATH")
@click.option("--name", help="Name the query can see as NAME.")
@click.option("--cache", is_flag=True, help="Let the server keep the result under the name.")
@_period
@click.option(
    "--timezone",
    callback=zone_named,
    metavar="ZONE",
    help="Zone of dates without an offset; by default this machine's.",
)
@_for_program
@click.pass_obj
def query(
    session: Session,
    *,
    file: TextIO,
    name: str | None,
    cache: bool,
    start: str | None,
    stop: str | None,
    timezone: tzinfo | None,
    as_json: bool,
) -> None:
    """Run the query in a file (- for stdin); by default over the last day."""
    if cache and not name:
        raise WrongInput("--cache needs a --name to keep the result under")
    stop_at = session.now if stop is None else moment_in(stop, timezone, session.now)
    start_at = stop_at - _A_DAY if start is None else moment_in(start, timezone, session.now)
    try:
        text = file.read()
    except UnicodeDecodeError as error:
        raise WrongInput(f"{file.name}: expected a text in UTF-8: {error}") from error
    try:
        [result] = session.client.query(text, [(start_at, stop_at)], name, cache)
    except HTTPError as error:
        raise query_failure(error, text) from error
    _print_result(session, result, as_json=as_json)


@main.command()
@click.argument("hostname", required=False)
@click.option("--cache", is_flag=True, help="Let the server keep the result.")
@_period
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Lines a table.")
@_for_program
@click.pass_obj
def report(
    session: Session,
    *,
    hostname: str | None,
    cache: bool,
    start: str | None,
    stop: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Print active time, top apps, titles, categories and sites of a computer.

    By default of this computer, today.
    """
    host = hostname or socket.gethostname()
    period = _day_or(session, start, stop)
    text = summary_query(params_for(session.client, host), session.client, limit)
    [result] = session.client.query(text, [period], f"report-{host}", cache)
    made = Report(hostname=host, start=period[0], stop=period[1], result=result)
    if as_json:
        session.output.json(made.to_json())
    else:
        made.print(session.output, limit)


@main.command()
@click.argument("hostname", required=False)
@click.option("--cache", is_flag=True, help="Let the server keep the result.")
@_period
@_for_program
@click.pass_obj
def canonical(
    session: Session, *, hostname: str | None, cache: bool, start: str | None, stop: str | None, as_json: bool
) -> None:
    """List what was in front while someone was there, with categories.

    By default on this computer, today.
    """
    host = hostname or socket.gethostname()
    statements = canonicalEvents(params_for(session.client, host), session.client)
    period = _day_or(session, start, stop)
    [result] = session.client.query(f"{statements}\nRETURN = events;", [period], f"canonical-{host}", cache)
    _print_result(session, result, as_json=as_json)


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise WrongInput(
            f"DATA is not JSON: {error.msg} at line {error.lineno}, column {error.colno}: {text!r}"
        ) from error
    if not isinstance(value, dict):
        raise WrongInput(f'expected DATA to be a JSON object such as {{"key": "value"}}, got {text}')
    return value


def _bucket_row(bucket: dict[str, Any]) -> tuple[str, str, str, str]:
    updated = bucket.get("last_updated")
    last = moment_text(parse_timestamp(updated)) if updated else "never"
    return bucket["id"], last, bucket["type"], bucket["hostname"]


def _day_or(session: Session, start: str | None, stop: str | None) -> tuple[datetime, datetime]:
    """The period asked for; what is not said comes from today."""
    today = day_around(session.now, start_of_day(session.client))
    return (
        today[0] if start is None else moment_in(start, None, session.now),
        today[1] if stop is None else moment_in(stop, None, session.now),
    )


def _print_result(session: Session, result: Any, *, as_json: bool) -> None:
    """Events as a table, anything else as JSON."""
    if as_json or not _are_events(result):
        session.output.json(result)
    else:
        session.output.events([Event(**event) for event in result])


def _are_events(result: Any) -> bool:
    return isinstance(result, list) and all(
        isinstance(item, dict) and item.keys() == _EVENT_KEYS for item in result
    )
