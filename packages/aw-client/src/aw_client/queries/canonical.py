"""The canonical events: what was in front while someone was there, each with its category."""
# ruff: noqa: N802 - scripts import these names

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aw_client.classes import get_classes
from aw_client.client import ActivityWatchClient
from aw_client.queries.browsers import browserEvents
from aw_client.queries.params import (
    AndroidQueryParams,
    Class,
    DesktopQueryParams,
    QueryParams,
    isAndroidParams,
    isDesktopParams,
)
from aw_client.queries.text import literal, pretty_query

__all__ = ["canonicalEvents", "default_limit", "fullDesktopQuery", "summary_query"]

default_limit = 100
"""How many apps, titles, URLs and domains the full query lists."""


def canonicalEvents(params: QueryParams, client: ActivityWatchClient | None = None) -> str:
    """Statements that set `events`, and for a computer `not_afk` and `browser_events` too.

    Args:
        params: which buckets, categories and time.
        client: asked for the categories when the parameters have none; by default a client of the local
            server.
    """
    if isDesktopParams(params):
        statements = _desktop(params)
    elif isAndroidParams(params):
        statements = _android(params)
    else:
        raise TypeError(f"expected DesktopQueryParams or AndroidQueryParams, got {type(params).__name__}")
    return "\n".join(statements + _categories(params, params.classes or get_classes(client)))


def fullDesktopQuery(params: DesktopQueryParams, client: ActivityWatchClient | None = None) -> str:
    """The query behind a day's overview of a computer.

    Its result is an object: `events`; `window` with `app_events`, `title_events`, `cat_events`, `active_events`
    and `duration` (seconds); `browser` with `domains`, `urls` and `duration`. Lists go from long to short.
    """
    return _ranked(params, client, default_limit, '"events": events,')


def summary_query(params: DesktopQueryParams, client: ActivityWatchClient | None, limit: int) -> str:
    """The full query without the events themselves, and with `limit` entries a list: small for any period."""
    return _ranked(params, client, limit, "")


def _ranked(params: DesktopQueryParams, client: ActivityWatchClient | None, limit: int, more: str) -> str:
    result = f"""
        RETURN = {{
            {more}
            "window": {{
                "app_events": limit_events(app_events, {limit}),
                "title_events": limit_events(title_events, {limit}),
                "cat_events": cat_events,
                "active_events": not_afk,
                "duration": sum_durations(events)
            }},
            "browser": {{
                "domains": limit_events(domains, {limit}),
                "urls": limit_events(urls, {limit}),
                "duration": sum_durations(browser_events)
            }}
        }};
    """
    return "\n".join((canonicalEvents(params, client), pretty_query(_RANKINGS), pretty_query(result)))


_RANKINGS = """
    title_events = sort_by_duration(merge_events_by_keys(events, ["app", "title"]));
    app_events = sort_by_duration(merge_events_by_keys(title_events, ["app"]));
    cat_events = sort_by_duration(merge_events_by_keys(events, ["$category"]));
    urls = sort_by_duration(merge_events_by_keys(browser_events, ["url"]));
    domains = sort_by_duration(merge_events_by_keys(browser_events, ["$domain"]));
"""


def _desktop(params: DesktopQueryParams) -> list[str]:
    statements = [
        f"events = flood(query_bucket(find_bucket({literal(params.bid_window)})));",
        f"not_afk = flood(query_bucket(find_bucket({literal(params.bid_afk)})));",
        'not_afk = filter_keyvals(not_afk, "status", ["not-afk"]);',
    ]
    if params.always_active_pattern:
        pattern = literal(_closed(params.always_active_pattern))
        for key in ("app", "title"):
            matching = f"filter_keyvals_regex(events, {literal(key)}, {pattern})"
            statements.append(f"not_afk = period_union(not_afk, {matching});")
    statements.append(browserEvents(params))
    if params.bid_browsers and params.include_audible:
        statements.append(
            'not_afk = period_union(not_afk, filter_keyvals(browser_events, "audible", [true]));'
        )
    if params.filter_afk:
        statements.append("events = filter_period_intersect(events, not_afk);")
    return statements


def _android(params: AndroidQueryParams) -> list[str]:
    events = f"flood(query_bucket(find_bucket({literal(params.bid_android)})))"
    return [f'events = merge_events_by_keys({events}, ["app"]);']


def _categories(params: QueryParams, classes: Sequence[Class]) -> list[str]:
    rules = [[list(path), _rule(rule)] for path, rule in classes]
    statements = [f"events = categorize(events, {literal(rules)});"]
    if params.filter_classes:
        wanted = literal([list(path) for path in params.filter_classes])
        statements.append(f'events = filter_keyvals(events, "$category", {wanted});')
    return statements


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """The rule as a query can write it: without what is None, its regular expression not ending in a backslash."""
    given = {key: value for key, value in rule.items() if value is not None}
    return {key: _closed(value) if key == "regex" else value for key, value in given.items()}


def _closed(pattern: str) -> str:
    r"""A regular expression that matches the same and does not end in a backslash (as `\\` does)."""
    return f"{pattern}(?:)" if pattern.endswith("\\") else pattern
