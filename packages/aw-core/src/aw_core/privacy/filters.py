"""All privacy rules together, and what they make of an event's data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from aw_core.privacy.rule import Rule

__all__ = ["PrivacyFilter", "Verdict"]

_ROUNDS = 10
_BUCKETS = 256
_REMEMBERED = 4096
_REMEMBERED_CHARACTERS = 16 * 1024 * 1024

Data = dict[str, Any]


class Verdict(NamedTuple):
    """What becomes of an event's data: the data as it may be recorded, None if the event may not be.

    `by` are the indexes of the rules that had a part in it; none if the data is as it was.
    """

    data: Data | None
    by: frozenset[int] = frozenset()


_UNKNOWN = Verdict(None)
"""Stands for what is not remembered; told apart by being this very object."""


class PrivacyFilter:
    """Privacy rules in their order; safe to use from several threads.

    What it lets through it leaves as it is: applying it again changes nothing, so watchers and server can apply the same
    rules one after the other. For that the rules are applied again and again until none changes anything. Where
    they never come to rest, as one that makes `xx` of `x`, the texts they change are replaced as a whole; and
    where that is no rest either the event is dropped.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._rules_of = lru_cache(_BUCKETS)(self._find_rules_of)
        self._remembered: dict[tuple[str, str], Verdict | None] = {}
        self._characters = 0

    def apply(self, bucket_id: str, data: Data) -> Data | None:
        """The data as it may be recorded in a bucket, itself if nothing is to change; None if it may not be."""
        return self.verdict(bucket_id, data).data

    def verdict(self, bucket_id: str, data: Data) -> Verdict:
        """The same with the rules that had a part in it.

        What was found out of some data is remembered: a watcher sends the same again and again. The data must be
        JSON values.
        """
        # Of JSON values, two that look the same are the same.
        key = bucket_id, repr(data)
        known = self._remembered.get(key, _UNKNOWN)
        if known is _UNKNOWN:
            known = self._find_verdict(bucket_id, data)
            self._remember(key, known)
        return known or Verdict(data)

    def _remember(self, key: tuple[str, str], verdict: Verdict) -> None:
        if len(self._remembered) >= _REMEMBERED or self._characters >= _REMEMBERED_CHARACTERS:
            self._remembered, self._characters = {}, 0
        # What changes nothing holds no data, so that most take little room.
        self._remembered[key] = verdict if verdict.by else None
        self._characters += len(key[1])

    def _find_rules_of(self, bucket_id: str) -> tuple[tuple[int, Rule], ...]:
        return tuple(
            (index, rule) for index, rule in enumerate(self.rules) if bucket_id.startswith(rule.bucket_prefix)
        )

    def _find_verdict(self, bucket_id: str, data: Data) -> Verdict:
        rules = self._rules_of(bucket_id)
        by: set[int] = set()
        for _ in range(_ROUNDS):
            now, changing = _one_round(rules, data)
            by |= changing
            if now is None or not changing:
                return Verdict(now, frozenset(by))
            data = now
        for index, rule in rules:
            if index in changing:
                data = rule.blanked(data)
        at_rest = not _one_round(rules, data)[1]
        return Verdict(data if at_rest else None, frozenset(by))


def _one_round(rules: Sequence[tuple[int, Rule]], data: Data) -> tuple[Data | None, set[int]]:
    """The data after each rule was applied once, and the indexes of those that changed or dropped it."""
    changing: set[int] = set()
    now: Data | None = data
    for index, rule in rules:
        if now is None:
            break
        before = now
        now = rule.applied(before)
        if now is not before:
            changing.add(index)
    return now, changing
