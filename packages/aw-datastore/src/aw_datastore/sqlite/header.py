"""The first page of a file: whose it is, and whether its header says what ours say.

Follows the published file format: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from aw_datastore.sqlite.migrations import APPLICATION_ID

__all__ = ["Header", "Owner", "read_header"]

_MAGIC = b"SQLite format 3\0"
_LENGTH = 100
_FIRST_PAGE = 4096
_SMALLEST, _LARGEST = 512, 65536

_TABLES = (b"CREATE TABLE bucket ", b"CREATE TABLE payload ")
"""What the first page of ours also holds: the text of the schema."""

_FIXED = {
    **{at: {0} for at in (20, 44, 45, 46, 56, 57, 58)},
    18: {1, 2},
    19: {1, 2},
    21: {64},
    22: {32},
    23: {32},
    47: {1, 2, 3, 4},
    59: {1},
}
"""Bytes of the header, by place, and what they can be in a file of ours."""


class Owner(Enum):
    """Whose a file is, as far as its first page tells."""

    NOBODY = "it is empty"
    OURS = "it says so, or holds our tables"
    UNKNOWN = "it is a SQLite database that does not say whose"
    OTHER = "it is no SQLite database"


@dataclass(frozen=True, kw_only=True)
class Header:
    """What the first page of a file tells.

    - `damage`: what is wrong with it, empty if nothing is;
    - `missing_bytes`: by how much the file is shorter than it says.
    """

    owner: Owner
    application_id: int = 0
    damage: str = ""
    missing_bytes: int = 0


def read_header(path: Path) -> Header:
    """The header of a file.

    Raises:
        OSError: it is not there or cannot be read.
    """
    with path.open("rb") as file:
        page = file.read(_FIRST_PAGE)
    if not page:
        return Header(owner=Owner.NOBODY)
    application_id = int.from_bytes(page[68:72], "big")
    if application_id == APPLICATION_ID or all(text in page for text in _TABLES):
        damage = _damage(page, application_id)
        missing = 0 if damage else _size_said(page) - path.stat().st_size
        return Header(
            owner=Owner.OURS, application_id=application_id, damage=damage, missing_bytes=max(0, missing)
        )
    if len(page) < _LENGTH and _MAGIC.startswith(page[: len(_MAGIC)]) and len(page) > 1:
        return Header(owner=Owner.OURS, damage=f"only {len(page)} bytes of it are left")
    return Header(
        owner=Owner.UNKNOWN if page.startswith(_MAGIC) else Owner.OTHER, application_id=application_id
    )


def _damage(page: bytes, application_id: int) -> str:
    if not page.startswith(_MAGIC) or application_id != APPLICATION_ID or len(page) < _LENGTH:
        return "its header is damaged"
    wrong = [at for at, allowed in _FIXED.items() if page[at] not in allowed]
    size = _page_size(page)
    if wrong or not (_SMALLEST <= size <= _LARGEST and size & (size - 1) == 0):
        return f"its header is damaged at byte {(wrong or [16])[0]}"
    return ""


def _page_size(page: bytes) -> int:
    size = int.from_bytes(page[16:18], "big")
    return _LARGEST if size == 1 else size


def _size_said(page: bytes) -> int:
    """How long the file says it is; nothing where a program wrote to it that does not keep count."""
    changes, pages = struct.unpack_from(">2I", page, 24)
    (counted_at,) = struct.unpack_from(">I", page, 92)
    return pages * _page_size(page) if changes == counted_at else 0
