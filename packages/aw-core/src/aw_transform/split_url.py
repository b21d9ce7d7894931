"""The parts of a web address, each under a name of its own, so that queries can group by them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlparse

from aw_core.models import Event
from aw_transform._copies import copies

__all__ = ["split_url_events"]


def split_url_events(events: Iterable[Event]) -> list[Event]:
    """The events; those with a `url` in their data have its parts added to it.

    For `https://www.example.org:8080/a/b;v=1?q=x#top`:

    - `$protocol`: `https`, in lower case;
    - `$domain`: `example.org:8080`, without one leading `www.`; of an address without a host (`about:blank`)
      the protocol;
    - `$path`: `/a/b`; `$params`: `v=1`; `$options`: `q=x`; `$identifier`: `top`.

    A part that is not there is the empty text. What is no text or no address is left as it is.
    """
    split = copies(events)
    for event in split:
        event.data.update(_parts(event.data.get("url")))
    return split


def _parts(url: Any) -> dict[str, str]:
    """The parts of an address by name; none if it is not an address."""
    if not isinstance(url, str):
        return {}
    try:
        parsed = urlparse(url)
    except ValueError:  # such as an unclosed bracket around an IPv6 host
        return {}
    return {
        "$protocol": parsed.scheme,
        "$domain": parsed.netloc.removeprefix("www.") if parsed.netloc else parsed.scheme,
        "$path": parsed.path,
        "$params": parsed.params,
        "$options": parsed.query,
        "$identifier": parsed.fragment,
    }
