"""Which backups stay: pure rules on the moments they were made at."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from datetime import UTC, datetime, timedelta

__all__ = ["DAYS", "WEEKS", "backup_is_due", "moments_to_keep"]

DAYS = 7
"""Of the newest days that have a backup so many keep one, their last."""

WEEKS = 4
"""Of the newest weeks (Monday to Sunday) that have a backup so many keep one, their last."""

_EVERY = timedelta(days=1)


def moments_to_keep(moments: Collection[datetime], now: datetime) -> set[datetime]:
    """Those of the moments (UTC) whose backups stay.

    Days and weeks without a backup do not count, so that a machine that was off for a month keeps as many as
    others. Moments after `now`, made before the clock was set back, are counted apart: they neither push out
    the backups made since nor are pushed out by them.
    """
    past = sorted((moment for moment in moments if moment <= now), reverse=True)
    future = sorted((moment for moment in moments if moment > now), reverse=True)
    return {kept for group in (past, future) for kept in (*_by_day(group), *_by_week(group))}


def backup_is_due(moments: Iterable[datetime], now: datetime) -> bool:
    """Whether none of the moments (UTC) is within the last day."""
    return not any(now - _EVERY < moment <= now for moment in moments)


def _by_day(newest_first: Iterable[datetime]) -> list[datetime]:
    return _last_of_each(((moment.astimezone(UTC).date(), moment) for moment in newest_first), DAYS)


def _by_week(newest_first: Iterable[datetime]) -> list[datetime]:
    weeks = ((moment.astimezone(UTC).isocalendar()[:2], moment) for moment in newest_first)
    return _last_of_each(weeks, WEEKS)


def _last_of_each(labelled: Iterable[tuple[Hashable, datetime]], count: int) -> list[datetime]:
    """The first of each label, for the first so many labels."""
    found: dict[Hashable, datetime] = {}
    for label, moment in labelled:
        found.setdefault(label, moment)
    return list(found.values())[:count]
