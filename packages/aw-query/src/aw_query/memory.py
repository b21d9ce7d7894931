"""What queries found out, for those that come after them."""

from __future__ import annotations

import threading

from aw_query.ast import Query
from aw_query.engine.pool import MAX_SIZE, Pool
from aw_query.parser import parse

__all__ = ["Memory"]

MAX_TREES = 32
MAX_CHARACTERS = 50_000
"""In a query whose syntax tree is kept; a tree takes some fifty times as much memory as its text."""


class Memory:
    """Remembers what operations said of payloads; made once for all queries, safe to use from several threads.

    A payload is known again as the same object, which a source therefore must never change. When there is
    more than `max_size` in it, it begins anew; queries under way keep what they work with.

    Args:
        max_size: bytes, roughly; what a dashboard asks of a busy year takes about 30 MB.
    """

    def __init__(self, max_size: int = MAX_SIZE) -> None:
        self._max_size = max_size
        self._lock = threading.Lock()
        self._pool = Pool(max_size=max_size)
        self._trees: dict[str, Query] = {}

    def pool(self) -> Pool:
        """What is known of payloads, for a query to use and add to."""
        with self._lock:
            if self._pool.is_full:
                self._pool = Pool(max_size=self._max_size)
            return self._pool

    def parsed(self, text: str) -> Query:
        """The syntax tree of a query; dashboards ask the same ones again and again.

        Raises:
            QueryParseException: the text is not in the language.
        """
        with self._lock:
            tree = self._trees.pop(text, None)
        if tree is None:
            tree = parse(text)
        if len(text) <= MAX_CHARACTERS:
            with self._lock:
                self._trees[text] = tree  # at the end: what is at the front was asked longest ago
                if len(self._trees) > MAX_TREES:
                    del self._trees[next(iter(self._trees))]
        return tree
