"""What privacy rules would change in the history: how many events, how much time, and examples."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np

from aw_core.privacy import DEFAULT_FILTERS, PrivacyFilter
from aw_datastore import Datastore
from aw_datastore.errors import NoSuchBucketError
from aw_datastore.payload import encode_payload
from aw_datastore.rewriting import Changes, Scope

__all__ = ["Amount", "Preview", "preview", "token_of"]

_SAMPLES = 5
"""For each rule, those with the most time."""

_MICRO = 1e-6


@dataclass
class Amount:
    """So many events, and how many seconds they last together."""

    events: int = 0
    seconds: float = 0.0

    def add(self, events: int, seconds: float) -> None:
        """Count more."""
        self.events += events
        self.seconds = round(self.seconds + seconds, 6)

    def __str__(self) -> str:
        minutes = round(self.seconds / 60)
        time = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - minutes of an hour
        return f"{self.events:,} {'event' if self.events == 1 else 'events'} ({time})"


@dataclass
class _Effect:
    """How much would be changed, and how much dropped."""

    changed: Amount = field(default_factory=Amount)
    dropped: Amount = field(default_factory=Amount)

    def add(self, sample: _Sample) -> None:
        amount = self.dropped if sample.after is None else self.changed
        amount.add(sample.events, sample.seconds)


class _Sample(NamedTuple):
    """All events of one bucket with the same data, and what the rules make of it; `by` are the indexes of the rules."""

    bucket_id: str
    before: dict[str, Any]
    after: dict[str, Any] | None
    by: frozenset[int]
    events: int
    seconds: float

    def to_json_dict(self) -> dict[str, Any]:
        return {**self._asdict(), "by": sorted(self.by)}


class Preview:
    """What rules would change in the history.

    Args:
        filters: the rules.
        scope: where they were looked for.
        samples: everything that they would change.
    """

    def __init__(self, filters: PrivacyFilter, scope: Scope, samples: Iterable[_Sample]) -> None:
        self._filters = filters
        self._samples: list[list[_Sample]] = [[] for _ in filters.rules]
        self._of_rules = [_Effect() for _ in filters.rules]
        self.total = _Effect()
        self._of_buckets: dict[str, _Effect] = defaultdict(_Effect)
        identities = []
        for sample in samples:
            self._count(sample)
            identities.append(_identity(sample))
        self.token = _token(scope, identities)
        """Names exactly this change; `apply` refuses when it would make another one."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would be changed."""
        return not (self.total.changed.events or self.total.dropped.events)

    @property
    def summary(self) -> str:
        """It in words."""
        return f"would change {self.total.changed} and drop {self.total.dropped}"

    def to_json_dict(self) -> dict[str, Any]:
        """What the API tells of it."""
        return {
            "token": self.token,
            "summary": self.summary,
            "total": asdict(self.total),
            "buckets": {name: asdict(effect) for name, effect in self._of_buckets.items()},
            "rules": list(self._rules()),
        }

    def _count(self, sample: _Sample) -> None:
        self.total.add(sample)
        self._of_buckets[sample.bucket_id].add(sample)
        for index in sample.by:
            self._of_rules[index].add(sample)
            self._samples[index].append(sample)

    def _rules(self) -> Iterator[dict[str, Any]]:
        default_names = {default["name"] for default in DEFAULT_FILTERS}
        for rule, effect, samples in zip(self._filters.rules, self._of_rules, self._samples, strict=True):
            longest = sorted(samples, key=lambda sample: sample.seconds, reverse=True)[:_SAMPLES]
            yield {
                "name": rule.name,
                "rule": rule.source,
                "is_default": rule.name in default_names,
                **asdict(effect),
                "samples": [sample.to_json_dict() for sample in longest],
            }


def preview(datastore: Datastore, filters: PrivacyFilter, scope: Scope) -> Preview:
    """Look through the history, each distinct data once; nothing is changed."""
    return Preview(filters, scope, _all_samples(datastore, filters, scope))


def token_of(scope: Scope, changes: Changes) -> str:
    """The token of a preview in which this would be changed."""
    return _token(
        scope,
        [
            (bucket_id, change.before.hex(), None if change.after is None else change.after.hex())
            for bucket_id, of_bucket in changes.items()
            for change in of_bucket
        ],
    )


def _all_samples(datastore: Datastore, filters: PrivacyFilter, scope: Scope) -> Iterator[_Sample]:
    for bucket_id in datastore.buckets():
        if scope.bucket_ids is None or bucket_id in scope.bucket_ids:
            yield from _samples(datastore, filters, scope, bucket_id)


def _samples(datastore: Datastore, filters: PrivacyFilter, scope: Scope, bucket_id: str) -> Iterator[_Sample]:
    try:
        table = datastore.table(bucket_id, scope.start, scope.end)
    except NoSuchBucketError:  # it went meanwhile
        return
    events = np.bincount(table.payload, minlength=len(table.payloads)).tolist()
    micros = np.bincount(table.payload, table.end - table.start, len(table.payloads)).tolist()
    for before, count, length in zip(table.payloads, events, micros, strict=True):
        verdict = filters.verdict(bucket_id, before)
        if verdict.by and count:
            yield _Sample(bucket_id, before, verdict.data, verdict.by, count, length * _MICRO)


def _identity(sample: _Sample) -> tuple[str, str, str | None]:
    after = None if sample.after is None else encode_payload(sample.after).digest.hex()
    return sample.bucket_id, encode_payload(sample.before).digest.hex(), after


def _token(scope: Scope, identities: Iterable[tuple[str, str, str | None]]) -> str:
    """Which data becomes which; of more events with the same data it is the same change."""
    where = [
        str(scope.start),
        str(scope.end),
        sorted(scope.bucket_ids) if scope.bucket_ids is not None else None,
    ]
    text = json.dumps([where, sorted(identities, key=str)])
    return blake2b(text.encode(), digest_size=16).hexdigest()
