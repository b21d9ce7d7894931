"""The names a query can use: those it assigns and those it finds defined."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aw_core.errors import InvalidTimestampError
from aw_core.timestamps import parse_timestamp, truncate_to_millis
from aw_query.errors import QueryFunctionException, QueryInterpretException
from aw_query.values import type_name

__all__ = ["RESULT", "Scope"]

RESULT = "RETURN"
"""The name whose value at the end is the query's result."""

_START, _END, _INTERVAL = "STARTTIME", "ENDTIME", "TIMEINTERVAL"


class Scope:
    """The values of names while a query runs.

    `STARTTIME` and `ENDTIME` are texts, and so is `TIMEINTERVAL`, `start/end`. Assigning one of them changes
    the period that buckets are read for, and the others with it.
    """

    def __init__(self, name: str | None, start: datetime, end: datetime) -> None:
        self._values: dict[str, Any] = {
            "True": True,
            "true": True,
            "False": False,
            "false": False,
            "NAME": name,
            _START: start.isoformat(),
            _END: end.isoformat(),
        }
        self._join_interval()

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __setitem__(self, name: str, value: Any) -> None:
        """Give a name a value; the period's names take only texts.

        Raises:
            QueryInterpretException: a name of the period is given anything else.
        """
        if name in (_START, _END, _INTERVAL) and not isinstance(value, str):
            raise QueryInterpretException(f"{name} must be a text, not {type_name(value)}")
        self._values[name] = value
        if name == _INTERVAL:
            self._split_interval()
        elif name in (_START, _END):
            self._join_interval()

    def period(self) -> tuple[datetime, datetime]:
        """The start and end of what is asked for; events start on whole milliseconds, so does the period.

        Raises:
            QueryFunctionException: the query assigned something that is no timestamp.
        """
        return truncate_to_millis(self._instant(_START)), self._instant(_END)

    def _instant(self, name: str) -> datetime:
        try:
            return parse_timestamp(self._values[name])
        except InvalidTimestampError as error:
            raise QueryFunctionException(f"{name}: {error}") from error

    def _join_interval(self) -> None:
        self._values[_INTERVAL] = f"{self._values[_START]}/{self._values[_END]}"

    def _split_interval(self) -> None:
        start, _, end = self._values[_INTERVAL].partition("/")
        self._values |= {_START: start, _END: end}
