"""Titles and names as they are recorded: of a length that a title bar could show."""

from __future__ import annotations

__all__ = ["MAX_TEXT", "clipped"]

MAX_TEXT = 4096
"""Bytes of a title or name; no title bar shows more, and a window may give megabytes."""


def clipped(text: str) -> str:
    """The text, cut between two characters where its UTF-8 would be longer than `MAX_TEXT` bytes."""
    if len(text) <= MAX_TEXT // 4:
        return text
    return text.encode(errors="replace")[:MAX_TEXT].decode(errors="ignore")
