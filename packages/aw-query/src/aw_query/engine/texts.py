"""The texts in payloads, each distinct one once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, compress, repeat

import numpy as np

from aw_datastore.table import Payload
from aw_query.engine.haystack import Haystack
from aw_query.engine.known import Numbers, numbered
from aw_query.engine.patterns import Pattern

__all__ = ["Texts"]


class Texts:
    """The texts directly in some payloads, and which payload has which under which key."""

    def __init__(self, payloads: Sequence[Payload]) -> None:
        values = list(chain.from_iterable(map(dict.values, payloads)))
        is_text = np.fromiter(map(isinstance, values, repeat(str)), np.bool_, len(values))
        lengths = np.fromiter(map(len, payloads), np.int64, len(payloads))
        self._payload = np.repeat(np.arange(len(payloads)), lengths)[is_text]
        self._keys: dict[str, int] = {}
        self._key = numbered(list(compress(chain.from_iterable(payloads), is_text)), self._keys)
        texts: dict[str, int] = {}
        self._text = numbered(list(compress(values, is_text)), texts)
        self._haystack = Haystack(list(texts))

    def having(self, pattern: Pattern, keys: Sequence[str]) -> Numbers:
        """The indices of the payloads with a text that matches, under one of the keys if there are any."""
        hits = pattern.found_in(self._haystack)
        chosen = np.flatnonzero(hits.take(self._text)) if hits.any() else np.empty(0, np.int64)
        if keys:
            wanted = [self._keys[key] for key in keys if key in self._keys]
            chosen = chosen[np.isin(self._key.take(chosen), wanted)]
        # In order already; `np.unique` would also load all of `numpy.ma`, for the first query of a day 15 ms.
        members = self._payload.take(chosen)
        return members[np.flatnonzero(np.diff(members, prepend=-1))]
