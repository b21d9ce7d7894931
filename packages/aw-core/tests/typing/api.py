"""The public API as scripts and watchers use it; never run, only type-checked."""

from __future__ import annotations

from configparser import ConfigParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, assert_type

import tomlkit

from aw_core import Bucket, Event
from aw_core.__about__ import __version__
from aw_core.address import ServerAddress, default_port, local_api_key
from aw_core.config import load_config, load_config_toml, save_config, save_config_toml
from aw_core.decorators import deprecated, restart_on_exception
from aw_core.dirs import get_cache_dir, get_config_dir, get_data_dir, get_log_dir
from aw_core.errors import AWError, InvalidEventError
from aw_core.files import write_private_text
from aw_core.heartbeat import merged_end
from aw_core.log import get_latest_log_file, setup_logging
from aw_core.schema import get_json_schema
from aw_core.settings import Setting, SettingValue, load_settings
from aw_core.timeperiod import TimePeriod
from aw_core.timestamps import from_micros, parse_timestamp, to_micros
from aw_core.util import assert_version
from aw_core.values import equal_values
from aw_transform import (
    Rule,
    bin_events,
    categorize,
    chunk_events_by_key,
    concat,
    copy_key,
    count_events,
    filter_keyvals,
    filter_keyvals_regex,
    filter_period_intersect,
    flood,
    heartbeat_merge,
    heartbeat_reduce,
    limit_events,
    merge_events_by_keys,
    period_union,
    simplify_string,
    sort_by_duration,
    sort_by_timestamp,
    split_url_events,
    sum_durations,
    sum_values,
    tag,
    union,
    union_no_overlap,
    without_overlaps,
)


def events_are_made_of_what_scripts_have(wire: dict[str, Any]) -> list[Event]:
    now = datetime.now(UTC)
    event = Event(None, now, timedelta(seconds=5), {"app": "editor"})
    event.timestamp = "2024-05-01T09:00:00Z"
    event.duration = 5
    assert_type(event.timestamp, datetime)
    assert_type(event.duration, timedelta)
    assert_type(event.data, dict[str, Any])
    assert_type(event.end, datetime)
    assert_type(event["data"], Any)
    assert_type(event.to_json_dict(), dict[str, Any])
    assert_type(event < Event(timestamp=now), bool)
    return [event, Event(**wire), Event(timestamp="2024-05-01", duration=0.5), Event(1, now, 5)]


def a_bucket() -> dict[str, Any]:
    bucket = Bucket(
        id="b", type="t", client="c", hostname="h", created=datetime.now(UTC), name="n", data={"a": 1}
    )
    return bucket.to_json_dict()


def transforms_take_and_give_lists(events: list[Event], others: list[Event]) -> None:
    rule = Rule({"type": "regex", "regex": "a", "ignore_case": True, "select_keys": ["app"]})
    assert_type(rule.match(events[0]), bool)
    assert_type(categorize(events, [(["Work", "Code"], rule)]), list[Event])
    assert_type(tag(events, [("t", rule)]), list[Event])
    assert_type(bin_events(events, ["app"], ["2024-05-01", datetime.now(UTC)], limit=5), list[Event])
    assert_type(copy_key(events, "$category", "$before"), list[Event])
    assert_type(count_events(events), int)
    assert_type(sum_values(events, "presses"), int | float)
    assert_type(flood(events), list[Event])
    assert_type(flood(events, pulsetime=5), list[Event])
    assert_type(concat(events, others), list[Event])
    assert_type(chunk_events_by_key(events, "app"), list[Event])
    assert_type(filter_keyvals(events, "app", ["editor"], exclude=True), list[Event])
    assert_type(filter_keyvals_regex(events, "app", "a"), list[Event])
    assert_type(filter_period_intersect(events, others), list[Event])
    assert_type(heartbeat_merge(events[0], events[1], pulsetime=5), Event | None)
    assert_type(heartbeat_reduce(events, pulsetime=5.0), list[Event])
    assert_type(limit_events(events, 5), list[Event])
    assert_type(merge_events_by_keys(events, ["app"]), list[Event])
    assert_type(period_union(events, others), list[Event])
    assert_type(simplify_string(events, key="title"), list[Event])
    assert_type(sort_by_duration(events), list[Event])
    assert_type(sort_by_timestamp(events), list[Event])
    assert_type(split_url_events(events), list[Event])
    assert_type(sum_durations(events), timedelta)
    assert_type(union(events, others), list[Event])
    assert_type(union_no_overlap(events, others), list[Event])
    assert_type(without_overlaps(events), list[Event])
    assert_type(TimePeriod.of(events[0]).intersection(TimePeriod.of(events[1])), TimePeriod | None)


def a_watcher_sets_itself_up(environ: dict[str, str]) -> None:
    assert_version((3, 11))
    setup_logging("aw-watcher-x", testing=False, verbose=True, log_stderr=True, log_file=True)
    assert_type(get_latest_log_file("aw-watcher-x", testing=True), str | None)
    folders = [get_cache_dir(), get_config_dir("a"), get_data_dir("a"), get_log_dir()]
    assert_type(folders, list[str])
    assert_type(load_config_toml("aw-watcher-x", "[aw-watcher-x]\n"), tomlkit.TOMLDocument)
    save_config_toml("aw-watcher-x", "a = 1")
    assert_type(load_config("aw-watcher-x", ConfigParser()), ConfigParser)
    save_config("aw-watcher-x", ConfigParser())
    settings = [Setting(section="aw-watcher-x", name="poll_time", default=1.0, help="Seconds.")]
    assert_type(load_settings("aw-watcher-x", settings, environ, testing=True), dict[str, SettingValue])
    address = ServerAddress("localhost", default_port(testing=True))
    assert_type(local_api_key(address, environ), str | None)
    write_private_text(Path("key"), address.api_url)


@deprecated
def plus_one(number: int) -> int:
    return number + 1


def wrapped_functions_keep_their_types() -> None:
    assert_type(plus_one(1), int)
    assert_type(restart_on_exception(plus_one, delay=0.5, exception=ValueError)(1), int)
    plus_one("1")  # type: ignore[arg-type]  # still checked


def instants_and_values(text: str) -> None:
    try:
        micros = to_micros(parse_timestamp(text))
    except InvalidEventError as error:
        caught: AWError = error
        raise caught from None
    assert_type(from_micros(micros), datetime)
    assert_type(merged_end((0, 1), (1, 2), 5), int | None)
    assert_type(equal_values(1, True), bool)
    assert_type(get_json_schema("event"), dict[str, Any])
    assert_type(__version__, str)
