"""The privacy rules at the server's door: what they keep out is not stored, what they change is stored so."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

import numpy as np

from aw_core.models import Event
from aw_core.privacy import PrivacyFilter, read_filters
from aw_datastore.payload import EncodedPayload, decode_payload, encode_payload
from aw_datastore.rows import Rows
from aw_server.uisettings import UISettings

__all__ = ["SETTING", "PrivacyGate"]

logger = logging.getLogger(__name__)

SETTING = "privacy_filters"
"""The setting that holds the rules."""

_KNOWN_PAYLOADS = 200_000
"""How many payloads are remembered that no rule concerns, 16 bytes and some each."""


class _Read(NamedTuple):
    """The value of the setting, and what it says."""

    value: Any
    filter: PrivacyFilter
    problems: list[str]
    clean: set[tuple[str, bytes]]
    """Bucket and digest of payloads that no rule concerns."""


class PrivacyGate:
    """Applies the rules of the setting `privacy_filters` and the default rules to all that comes in.

    The setting is looked at each time, and read when it is another value: no rule is ever out of date. A rule in it
    that is none, as only a settings file changed by hand or taken over from another server can have, is told of in
    the log and in `problems`; the others are applied.
    """

    def __init__(self, settings: UISettings) -> None:
        self._settings = settings
        self._last = _read(settings.get(SETTING))

    @property
    def filter(self) -> PrivacyFilter:
        """The rules in force."""
        return self._now().filter

    @property
    def problems(self) -> list[str]:
        """What is wrong with rules in the setting that are not applied therefore."""
        return self._now().problems

    def event(self, bucket_id: str, event: Event) -> Event | None:
        """The event as the rules let it in."""
        data = self._now().filter.apply(bucket_id, event.data)
        if data is event.data:
            return event
        return None if data is None else Event(event.id, event.timestamp, event.duration, data)

    def rows(self, bucket_id: str, rows: Rows) -> Rows:
        """Those rows that the rules let in, as they do; each distinct payload is looked at once."""
        read = self._now()
        payloads = [_admitted(read, bucket_id, payload) for payload in rows.payloads]
        if all(new is old for new, old in zip(payloads, rows.payloads, strict=True)):
            return rows
        stays = np.array([payload is not None for payload in payloads], np.bool_)
        admitted = [payload or _NOTHING for payload in payloads]
        return Rows(rows.start, rows.end, rows.payload, admitted).cut(stays[rows.payload])

    def _now(self) -> _Read:
        value = self._settings.get(SETTING)
        if value is not self._last.value:
            self._last = _read(value)
        return self._last


_NOTHING = encode_payload({})
"""Stands in a batch for a payload that none of its rows has."""


def _read(value: Any) -> _Read:
    read = read_filters(value)
    for problem in read.problems:
        logger.error("a privacy rule is not applied: %s", problem)
    return _Read(value, read.filter, read.problems, set())


def _admitted(read: _Read, bucket_id: str, payload: EncodedPayload) -> EncodedPayload | None:
    key = bucket_id, payload.digest
    if key in read.clean:
        return payload
    before = decode_payload(payload.text)
    after = read.filter.apply(bucket_id, before)
    if after is before:
        if len(read.clean) >= _KNOWN_PAYLOADS:
            read.clean.clear()
        read.clean.add(key)
        return payload
    return None if after is None else encode_payload(after)
