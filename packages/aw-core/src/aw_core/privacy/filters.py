"""All privacy rules together, and what they make of an event's data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from aw_core.privacy.rule import Rule

__all__ = ["PrivacyFilter", "Verdict"]

_ROUNDS = 10
_BUCKETS = 256
_KEYS = 1024
_REMEMBERED = 20_000
_REMEMBERED_CHARACTERS = 4 * 1024 * 1024

Data = dict[str, Any]
Rules = Sequence[tuple[int, Rule]]
"""Rules with their indexes."""


class Verdict(NamedTuple):
    """What becomes of an event's data: the data as it may be recorded, None if the event may not be.

    `by` are the indexes of the rules that had a part in it; none if the data is as it was.
    """

    data: Data | None
    by: frozenset[int] = frozenset()


class _Clean:
    """Rules, and values that none of them concerns: most of what comes has come before."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._known: set[tuple[Any, ...]] = set()
        self._characters = 0
        self._looking_at = lru_cache(_KEYS)(self._find_looking_at)

    def has(self, data: Data) -> bool:
        """Whether no rule concerns the data. A rule looks at each text by itself, so each value is asked for alone."""
        known = self._known
        for key, value in data.items():
            kind = type(value)
            # Of equal values a text, a number and a boolean are told apart; a list or object cannot be remembered.
            if kind is str:
                mark: tuple[Any, ...] = (key, value)
            elif kind is list or kind is dict:
                if self._is_concerned(key, value):
                    return False
                continue
            else:
                mark = (key, kind, value)
            if mark not in known:
                if self._is_concerned(key, value):
                    return False
                self._remember(mark)
        return True

    def _is_concerned(self, key: str, value: Any) -> bool:
        alone = {key: value}
        for _, rule in self._looking_at(key):
            # Hardly any text has a match, and to look for one is the cheapest.
            if (type(value) is not str or rule.is_in(value)) and rule.applied(alone) is not alone:
                return True
        return False

    def _find_looking_at(self, key: str) -> Rules:
        """The rules that may look at the value of a key."""
        return [
            (index, rule)
            for index, rule in self.rules
            if rule.path is None or f"{'.'.join(rule.path)}.".startswith(f"{key}.")
        ]

    def _remember(self, mark: tuple[Any, ...]) -> None:
        if len(self._known) >= _REMEMBERED or self._characters >= _REMEMBERED_CHARACTERS:
            self._known, self._characters = set(), 0
        self._known.add(mark)
        self._characters += len(mark[-1]) if isinstance(mark[-1], str) else 0


class PrivacyFilter:
    """Privacy rules in their order; safe to use from several threads.

    What it lets through it leaves as it is: applying it again changes nothing, so watchers and server can apply the same
    rules one after the other. For that the rules are applied again and again until none changes anything. Where
    they never come to rest, as one that makes `xx` of `x`, the texts they change are replaced as a whole; and
    where that is no rest either the event is dropped.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._of_rules: dict[tuple[int, ...], _Clean] = {}
        self._of_bucket = lru_cache(_BUCKETS)(self._find_of_bucket)

    def apply(self, bucket_id: str, data: Data) -> Data | None:
        """The data as it may be recorded in a bucket, itself if nothing is to change; None if it may not be."""
        return self.verdict(bucket_id, data).data

    def verdict(self, bucket_id: str, data: Data) -> Verdict:
        """The same with the rules that had a part in it; the data must be JSON values."""
        clean = self._of_bucket(bucket_id)
        return Verdict(data) if clean.has(data) else _settled(clean.rules, data)

    def _find_of_bucket(self, bucket_id: str) -> _Clean:
        rules = [
            (index, rule) for index, rule in enumerate(self.rules) if bucket_id.startswith(rule.bucket_prefix)
        ]
        # Buckets with the same rules share what is known.
        return self._of_rules.setdefault(tuple(index for index, _ in rules), _Clean(rules))


def _settled(rules: Rules, data: Data) -> Verdict:
    """What the rules make of data when they are applied until none changes anything."""
    by: set[int] = set()
    changing: set[int] = set()
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


def _one_round(rules: Rules, data: Data) -> tuple[Data | None, set[int]]:
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
