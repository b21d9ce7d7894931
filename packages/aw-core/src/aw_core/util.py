"""A check that scripts run before they start."""

from __future__ import annotations

import sys

from aw_core.errors import VersionException

__all__ = ["VersionException", "assert_version"]


def assert_version(required_version: tuple[int, ...] = (3, 11)) -> None:
    """Make sure that this Python is at least of a version.

    Raises:
        VersionException: it is older.
    """
    actual = tuple(sys.version_info)
    if actual[: len(required_version)] < required_version:
        required, came = (".".join(map(str, version)) for version in (required_version, actual[:3]))
        raise VersionException(f"expected Python {required} or newer, this is {came}")
