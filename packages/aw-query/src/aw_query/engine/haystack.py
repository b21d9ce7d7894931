"""Many texts in which literals are looked for, in all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from aw_query.engine.grams import IndexedText
from aw_query.engine.known import Numbers
from aw_query.engine.literals import SEPARATOR, folded

__all__ = ["Haystack"]

_PIECE = 2**19
"""Characters, about, that are worked on in one go, while no other thread may run for a moment."""


class Haystack:
    """Some texts; they are joined once, however many literals are looked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + len(SEPARATOR)
        self._begins = np.cumsum(lengths) - lengths

    def having(self, literal: str, *, ignore_case: bool = False) -> Numbers:
        """The indices of the texts in which a literal is, in order; it is expected to be `folded` to ignore case."""
        pieces = self._folded if ignore_case else self._joined
        found = [offset + place for offset, piece in pieces for place in piece.places(literal)]
        return np.searchsorted(self._begins, np.array(found, np.int64), "right") - 1

    @cached_property
    def _joined(self) -> list[tuple[int, IndexedText]]:
        return [(offset, IndexedText(piece)) for offset, piece in self._pieces()]

    @cached_property
    def _folded(self) -> list[tuple[int, IndexedText]]:
        return [(offset, IndexedText(folded(piece))) for offset, piece in self._pieces()]

    def _pieces(self) -> Iterator[tuple[int, str]]:
        """The texts in pieces, each with the offset it begins at."""
        first = np.flatnonzero(np.diff(self._begins // _PIECE, prepend=-1)).tolist()
        for begin, end in pairwise([*first, len(self.texts)]):
            yield int(self._begins[begin]), SEPARATOR.join(self.texts[begin:end])
