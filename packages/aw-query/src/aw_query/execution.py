"""Answers a query over a period: text in, value out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aw_query.engine.clock import shared_clock
from aw_query.engine.patterns import MAX_SECONDS
from aw_query.errors import QueryException, QueryInterpretException
from aw_query.functions import functions
from aw_query.interpreter import Interpreter
from aw_query.limits import Budget, check_result
from aw_query.memory import Memory
from aw_query.registry import Context
from aw_query.scope import Scope
from aw_query.source import EventSource
from aw_query.values import to_python

__all__ = ["query", "run"]


def query(
    name: str | None, query: str, starttime: datetime, endtime: datetime, datastore: EventSource
) -> Any:
    """The result of a query as Python values: null, bool, int, float, str, dict, list and Event.

    Args:
        name: what the query is called; it finds it as NAME.
        query: the text; see docs/query-language.md.
        starttime: begin of the period that buckets are read for; a naive datetime is taken as UTC.
        endtime: end of the period.
        datastore: where the buckets are.

    Raises:
        QueryException: the query cannot be answered; says why and where in the text.
    """
    return to_python(run(name, query, starttime, endtime, datastore))


def run(  # noqa: PLR0917 - the first five are as `query` has them
    name: str | None,
    query: str,
    starttime: datetime,
    endtime: datetime,
    datastore: EventSource,
    memory: Memory | None = None,
) -> Any:
    """As `query`, but with lists of events left as EventTables.

    They are in lists and dicts of the result, and under `subevents` in the data of chunks. With a memory,
    what earlier queries with it found out about the same payloads is not found out again.
    """
    try:
        memory = Memory() if memory is None else memory
        tree = memory.parsed(query)
        context = Context(datastore, Scope(name, starttime, endtime), Budget(), memory.pool())
        with shared_clock(MAX_SECONDS):
            return check_result(Interpreter(functions, context).run(tree))
    except QueryException as error:
        error.locate(query)
        raise
    except RecursionError:
        raise QueryInterpretException("The query works on data that nests too deeply") from None
    except MemoryError:
        raise QueryInterpretException("The query needs more memory than there is") from None
