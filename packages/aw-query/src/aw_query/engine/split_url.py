"""The parts of the URLs in events."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlparse

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.payloads import replaced, used

__all__ = ["split_url_events"]


def split_url_events(table: EventTable) -> EventTable:
    """The events with the parts of their `url` in their data; those without an URL stay as they are."""
    parts = cache(_parts)

    def split(payload: Payload) -> Payload:
        url = payload.get("url")
        return payload | parts(url) if isinstance(url, str) else payload

    return replaced(table, (split(payload) for _, payload in used(table)))


def _parts(url: str) -> dict[str, Any]:
    """The parts by name; none if the URL cannot be taken apart."""
    try:
        parsed = urlparse(url)
    except ValueError:
        return {}
    return {
        "$protocol": parsed.scheme,
        "$domain": parsed.netloc.removeprefix("www.") if parsed.netloc else parsed.scheme,
        "$path": parsed.path,
        "$params": parsed.params,
        "$options": parsed.query,
        "$identifier": parsed.fragment,
    }
