"""The pages of a SQLite file as bytes, for files that SQLite itself cannot read any more.

Follows the published file format: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from aw_datastore.sqlite.exchange import beside

__all__ = ["PageFile"]

_DEFAULT_SIZE = 4096
_SMALLEST, _LARGEST = 512, 65536
_SAMPLE = 200

_WAL_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
_WAL_HEADER = struct.Struct(">8I")
_FRAME_HEADER = struct.Struct(">6I")
_WORD = 0xFFFFFFFF

_B_TREE_LEAVES = {10, 13}


class PageFile:
    """Read access to the pages of a file, numbered from 1, with those of its write-ahead log in their place."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = _page_size(self._file.read(_SAMPLE * _LARGEST))
        self._logged, logged_count = _committed_frames(beside(path, "-wal"), self.size)
        in_file = -(-path.stat().st_size // self.size)
        self.count = logged_count or in_file
        """How many pages there are."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Every page that is whole, with its number."""
        for number in range(1, self.count + 1):
            page = self.page(number)
            if page is not None:
                yield number, page

    def page(self, number: int) -> bytes | None:
        """A page; None where there is none, or the disk does not give it back."""
        if number in self._logged:
            return self._logged[number]
        if not 1 <= number <= self.count:
            return None
        try:
            self._file.seek((number - 1) * self.size)
            page = self._file.read(self.size)
        except OSError:
            return None
        return page if len(page) == self.size else None


def _page_size(sample: bytes) -> int:
    """The size all pages have: what the header says, unless that makes less sense than the usual size.

    Seen at a wrong size, hardly any page begins as a page does.
    """
    said = int.from_bytes(sample[16:18], "big")
    said = _LARGEST if said == 1 else said
    if said == _DEFAULT_SIZE or not (_SMALLEST <= said <= _LARGEST and said & (said - 1) == 0):
        return _DEFAULT_SIZE
    return max((said, _DEFAULT_SIZE), key=lambda size: _leaves(sample, size))


def _leaves(sample: bytes, size: int) -> int:
    """In how many pages of that size the cells of a leaf lie where its header says."""
    return sum(_is_leaf(sample[at : at + size]) for at in range(0, len(sample) - size + 1, size))


def _is_leaf(page: bytes) -> bool:
    if page[0] not in _B_TREE_LEAVES:
        return False
    cells, content = int.from_bytes(page[3:5], "big"), int.from_bytes(page[5:7], "big") or _LARGEST
    lowest = min((int.from_bytes(page[at : at + 2], "big") for at in range(8, 8 + 2 * cells, 2)), default=0)
    # The room between the cells' addresses and the cells is where both say it is.
    return cells > 0 and lowest == content and 8 + 2 * cells <= content < len(page)


def _committed_frames(log: Path, page_size: int) -> tuple[dict[int, bytes], int]:
    """The pages in a write-ahead log up to its last commit, and how many pages the database has then."""
    try:
        content = log.read_bytes()
    except OSError:
        return {}, 0
    if len(content) < _WAL_HEADER.size:
        return {}, 0
    magic, _, size, _, *salts_and_sums = _WAL_HEADER.unpack_from(content)
    salts, sums = salts_and_sums[:2], (salts_and_sums[2], salts_and_sums[3])
    if (
        magic not in _WAL_MAGIC
        or size != page_size
        or _checksum(content[:24], _WAL_MAGIC[magic], (0, 0)) != sums
    ):
        return {}, 0
    return _replay(content, page_size, salts, sums, _WAL_MAGIC[magic])


def _replay(
    content: bytes, size: int, salts: list[int], sums: tuple[int, int], order: str
) -> tuple[dict[int, bytes], int]:
    committed: dict[int, bytes] = {}
    begun: dict[int, bytes] = {}
    count = 0
    for at in range(
        _WAL_HEADER.size, len(content) - _FRAME_HEADER.size - size + 1, _FRAME_HEADER.size + size
    ):
        number, commits, *rest = _FRAME_HEADER.unpack_from(content, at)
        page = content[at + _FRAME_HEADER.size : at + _FRAME_HEADER.size + size]
        sums = _checksum(content[at : at + 8] + page, order, sums)
        if rest != [*salts, *sums]:
            break
        begun[number] = page
        if commits:
            committed.update(begun)
            begun, count = {}, commits
    return committed, count


def _checksum(data: bytes, order: str, start: tuple[int, int]) -> tuple[int, int]:
    first, second = start
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, two in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & _WORD
        second = (second + two + first) & _WORD
    return first, second
