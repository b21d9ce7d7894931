"""What a canonical query is about: which buckets, which categories, which time counts."""
# ruff: noqa: N802 - scripts import these names

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeGuard

__all__ = [
    "AndroidQueryParams",
    "Class",
    "DesktopQueryParams",
    "EnhancedJSONEncoder",
    "QueryParams",
    "isAndroidParams",
    "isDesktopParams",
]

Class: TypeAlias = tuple[Sequence[str], dict[str, Any]]
"""A category as a path from the widest name to the narrowest, and the rule that puts events in it."""


@dataclass(kw_only=True)
class QueryParams:
    """What the queries for every kind of device take.

    - `bid_browsers`: buckets of browser extensions;
    - `classes`: the categories; empty for those the server keeps for the user;
    - `filter_classes`: keep only events of these categories (whole paths); empty for all;
    - `filter_afk`: leave out the time nobody was there;
    - `include_audible`: count time with a sounding tab as someone being there.
    """

    bid_browsers: Sequence[str] = field(default_factory=list)
    classes: Sequence[Class] = field(default_factory=list)
    filter_classes: Sequence[Sequence[str]] = field(default_factory=list)
    filter_afk: bool = True
    include_audible: bool = True


@dataclass(kw_only=True)
class DesktopQueryParams(QueryParams):
    """A computer: its window and AFK buckets, by id or the start of it.

    Time in an app or title that `always_active_pattern` (a regular expression) matches counts as someone
    being there.
    """

    bid_window: str
    bid_afk: str
    always_active_pattern: str | None = None


@dataclass(kw_only=True)
class AndroidQueryParams(QueryParams):
    """A phone: the bucket of its watcher, by id or the start of it."""

    bid_android: str


class EnhancedJSONEncoder(json.JSONEncoder):
    """Encodes dataclasses as objects."""

    def default(self, o: Any) -> Any:
        """A dataclass instance as a dict; the base's TypeError for anything else."""
        if dataclasses.is_dataclass(o) and not isinstance(o, type):
            return dataclasses.asdict(o)
        return super().default(o)


def isDesktopParams(params: QueryParams) -> TypeGuard[DesktopQueryParams]:
    """Whether the parameters are of a computer."""
    return isinstance(params, DesktopQueryParams)


def isAndroidParams(params: QueryParams) -> TypeGuard[AndroidQueryParams]:
    """Whether the parameters are of a phone."""
    return isinstance(params, AndroidQueryParams)
