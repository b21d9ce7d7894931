"""Queries every front end asks: what was done, when someone was there, by app, title, category and site."""

from __future__ import annotations

from aw_client.queries.browsers import browser_appnames, browserEvents, browsersWithBuckets
from aw_client.queries.canonical import canonicalEvents, default_limit, fullDesktopQuery
from aw_client.queries.params import (
    AndroidQueryParams,
    DesktopQueryParams,
    EnhancedJSONEncoder,
    QueryParams,
    isAndroidParams,
    isDesktopParams,
)
from aw_client.queries.text import escape_doublequote, literal, pretty_query, querystr_to_array

__all__ = [
    "AndroidQueryParams",
    "DesktopQueryParams",
    "EnhancedJSONEncoder",
    "QueryParams",
    "browserEvents",
    "browser_appnames",
    "browsersWithBuckets",
    "canonicalEvents",
    "default_limit",
    "escape_doublequote",
    "fullDesktopQuery",
    "isAndroidParams",
    "isDesktopParams",
    "literal",
    "pretty_query",
    "querystr_to_array",
]
