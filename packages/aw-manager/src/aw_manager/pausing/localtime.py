"""From what a clock on the wall shows to the instant it is."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

__all__ = ["earliest", "latest"]


def earliest(wall: datetime, zone: tzinfo | None) -> datetime:
    """The instant at which a wall clock shows a time, in UTC.

    When clocks are set back, a time is shown twice: the first counts. When they are set forward, some are not shown at
    all: of the two instants they can stand for, the first counts.

    Args:
        wall: naive.
        zone: of the clock; None is this machine's.
    """
    return min(_instants(wall, zone))


def latest(wall: datetime, zone: tzinfo | None) -> datetime:
    """The same, but the last of the instants it can be."""
    return max(_instants(wall, zone))


def _instants(wall: datetime, zone: tzinfo | None) -> list[datetime]:
    both = (wall.replace(fold=fold) for fold in (0, 1))
    return [(one if zone is None else one.replace(tzinfo=zone)).astimezone(UTC) for one in both]
