"""The rows in a page of a SQLite file; what cannot be read is passed over, cell by cell.

Follows the published file format: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import TypeAlias

__all__ = ["INDEX", "TABLE", "Value", "records"]

Value: TypeAlias = int | float | str | bytes | None

TABLE, INDEX = "table", "index"
"""Which kind of tree a record is in."""

_KINDS = {13: TABLE, 10: INDEX, 2: INDEX}
"""By the first byte of a page; inner pages of a table (5) hold no records."""

_LEAVES = (13, 10)
_INNER_INDEX = 2
_FILE_HEADER = 100
_NULL, _FLOAT, _ZERO, _ONE, _BLOB = 0, 7, 8, 9, 12
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
"""Bytes of a number, by its kind."""
_MORE = 0x80
"""The bit of a byte that says the number goes on in the next."""
_MOST_BYTES = 64 * 1024**2

_UNREADABLE = (IndexError, ValueError, struct.error)

PageReader = Callable[[int], bytes | None]


def records(number: int, page: bytes, page_of: PageReader) -> Iterator[tuple[str, int | None, list[Value]]]:
    """Every record of a page that can be read: the kind of tree, the row's id (in a table), its values.

    Args:
        number: of the page, from 1.
        page: its bytes.
        page_of: gives other pages, for records that do not fit into one.
    """
    start = _FILE_HEADER if number == 1 else 0
    # The byte that says what a page is may be the damaged one: then it is what it can be read as.
    for flag in (page[start], *_LEAVES):
        found = list(_records_as(flag, start, page, page_of)) if flag in _KINDS else []
        if found:
            yield from found
            return


def _records_as(
    flag: int, start: int, page: bytes, page_of: PageReader
) -> Iterator[tuple[str, int | None, list[Value]]]:
    """The same for a page that begins at `start` and is taken for what a flag says."""
    kind = _KINDS[flag]
    header = 12 if flag == _INNER_INDEX else 8
    cells = int.from_bytes(page[start + 3 : start + 5], "big")
    addresses = start + header
    for at in range(addresses, min(addresses + 2 * cells, len(page) - 1), 2):
        cell = int.from_bytes(page[at : at + 2], "big")
        if cell < addresses:
            continue
        try:
            if kind is TABLE:
                size, at_id = _varint(page, cell)
                row_id, at_record = _varint(page, at_id)
                yield (
                    TABLE,
                    _signed(row_id),
                    _values(_content(page, at_record, size, len(page) - 35, page_of)),
                )
            else:
                size, at_record = _varint(page, cell + 4 if header == 12 else cell)  # noqa: PLR2004 - the header of an inner page
                most = (len(page) - 12) * 64 // 255 - 23
                yield INDEX, None, _values(_content(page, at_record, size, most, page_of))
        except _UNREADABLE:
            continue


def _content(page: bytes, at: int, size: int, most: int, page_of: PageReader) -> bytes:
    """The bytes of a record, of which a page holds `most` and others the rest."""
    if size > _MOST_BYTES:
        raise ValueError(f"a record of {size} bytes")
    if size <= most:
        content = page[at : at + size]
        if len(content) < size:
            raise ValueError("a record that goes beyond its page")
        return content
    least = (len(page) - 12) * 32 // 255 - 23
    here = least + (size - least) % (len(page) - 4)
    here = here if here <= most else least
    parts = [page[at : at + here]]
    following, missing = int.from_bytes(page[at + here : at + here + 4], "big"), size - here
    while missing > 0:
        overflow = page_of(following)
        if overflow is None:
            raise ValueError(f"a record that goes on in page {following}, which is not there")
        parts.append(overflow[4 : 4 + missing])
        missing -= len(parts[-1])
        following = int.from_bytes(overflow[:4], "big")
    return b"".join(parts)


def _values(record: bytes) -> list[Value]:
    end, at = record[0], 1
    if end & _MORE:
        end, at = _varint(record, 0)
    values: list[Value] = []
    body = end
    while at < end:
        kind = record[at]
        at += 1
        if kind & _MORE:
            kind, at = _varint(record, at - 1)
        if kind < _BLOB:
            start, body = body, body + _WIDTHS[kind]
            values.append(_number(kind, record[start:body]))
        else:
            start, body = body, body + (kind - _BLOB) // 2
            values.append(_text_or_bytes(kind, record[start:body]))
    if body != len(record) or at != end:
        raise ValueError("a record whose values do not fill it")
    return values


def _number(kind: int, content: bytes) -> Value:
    if _NULL < kind < _FLOAT:
        return int.from_bytes(content, "big", signed=True)
    if kind == _NULL:
        return None
    if kind == _FLOAT:
        value: float = struct.unpack(">d", content)[0]
        return value
    if kind in {_ZERO, _ONE}:
        return kind - _ZERO
    raise ValueError(f"a value of unknown kind {kind}")


def _text_or_bytes(kind: int, content: bytes) -> str | bytes:
    # What is left of a text with a damaged character is more than nothing.
    return content if kind % 2 == 0 else content.decode(errors="replace")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for end in range(at, at + 8):
        byte = data[end]
        value = value << 7 | byte & 0x7F
        if not byte & _MORE:
            return value, end + 1
    return value << 8 | data[at + 8], at + 9


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number
