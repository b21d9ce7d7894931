"""The privacy rules at the server's door: what they keep out is not stored, what they change is stored so."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from aw_core.models import Event
from aw_core.privacy import PrivacyFilter, read_filters
from aw_datastore.payload import EncodedPayload, decode_payloads, encode_payload
from aw_datastore.rows import Rows
from aw_server.uisettings import UISettings

__all__ = ["SETTING", "PrivacyGate"]

logger = logging.getLogger(__name__)

SETTING = "privacy_filters"
"""The setting that holds the rules."""

_KNOWN_PAYLOADS = 40_000
"""How many payloads of a bucket are remembered that no rule concerns, some 80 bytes each."""


class _Read(NamedTuple):
    """The value of the setting, and what it says."""

    value: Any
    filter: PrivacyFilter
    problems: list[str]
    clean: dict[str, set[bytes]]
    """By bucket, the digests of payloads that no rule concerns."""


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
        """What is wrong with the settings file, and with rules in it that are not applied therefore."""
        of_rules = self._now().problems
        of_file = self._settings.problem
        return [of_file, *of_rules] if of_file else of_rules

    def event(self, bucket_id: str, event: Event) -> Event | None:
        """The event as the rules let it in."""
        data = self._now().filter.apply(bucket_id, event.data)
        if data is event.data:
            return event
        return None if data is None else Event(event.id, event.timestamp, event.duration, data)

    def rows(self, bucket_id: str, rows: Rows) -> Rows:
        """Those rows that the rules let in, as they do; each distinct payload is looked at once."""
        read = self._now()
        clean = read.clean.setdefault(bucket_id, set())
        unknown = [at for at, payload in enumerate(rows.payloads) if payload.digest not in clean]
        changed = dict(_changed(read.filter, bucket_id, rows.payloads, unknown))
        if len(clean) + len(unknown) > _KNOWN_PAYLOADS:
            clean.clear()
        clean.update(rows.payloads[at].digest for at in unknown if at not in changed)
        return _with(rows, changed) if changed else rows

    def _now(self) -> _Read:
        value = self._settings.get(SETTING)
        if value is not self._last.value:
            self._last = _read(value)
        return self._last


def _read(value: Any) -> _Read:
    read = read_filters(value)
    for problem in read.problems:
        logger.error("a privacy rule is not applied: %s", problem)
    return _Read(value, read.filter, read.problems, {})


def _changed(
    filters: PrivacyFilter, bucket_id: str, payloads: Sequence[EncodedPayload], unknown: Sequence[int]
) -> Iterator[tuple[int, EncodedPayload | None]]:
    """Those of some payloads (by index) that the rules change, as they are to be; None for those they keep out."""
    data = decode_payloads(payloads[at].text for at in unknown)
    for at, before in zip(unknown, data, strict=True):
        after = filters.apply(bucket_id, before)
        if after is not before:
            yield at, None if after is None else encode_payload(after)


def _with(rows: Rows, changed: Mapping[int, EncodedPayload | None]) -> Rows:
    payloads = [changed.get(at) or payload for at, payload in enumerate(rows.payloads)]
    kept_out = [at for at, payload in changed.items() if payload is None]
    admitted = Rows(rows.start, rows.end, rows.payload, payloads)
    return admitted.cut(~np.isin(rows.payload, kept_out)) if kept_out else admitted
