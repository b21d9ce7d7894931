"""Categories and tags: what the user's rules say an event is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from aw_datastore import EventTable
from aw_query.engine.patterns import Pattern
from aw_query.engine.payloads import replaced, used
from aw_query.errors import QueryFunctionException

__all__ = ["categorize", "tag"]

T = TypeVar("T")

_UNCATEGORIZED = ["Uncategorized"]


def categorize(table: EventTable, classes: Sequence[Any]) -> EventTable:
    """The events with `$category` set in their data: the deepest category whose rule matches.

    Of several equally deep ones the last in the list counts. An event that no rule matches is
    `["Uncategorized"]`. A category set before is replaced.

    Args:
        table: the events.
        classes: pairs of a category, which is a list of texts, and a rule; see `Rule`.

    Raises:
        QueryFunctionException: the classes are not of this form.
    """
    texts = _Texts(table)
    categories, depth = [_UNCATEGORIZED], np.full(texts.payloads, -1)
    chosen = np.zeros(texts.payloads, np.int64)
    for category, rule in map(_category_and_rule, classes):
        better = texts.matching(rule) & (len(category) >= depth)
        depth[better] = len(category)
        chosen[better] = len(categories)
        categories.append(category)
    labels = [{"$category": categories[number]} for number in chosen.tolist()]
    return replaced(table, (payload | label for (_, payload), label in zip(used(table), labels, strict=True)))


def tag(table: EventTable, classes: Sequence[Any]) -> EventTable:
    """The events with `$tags` set in their data: every tag whose rule matches, in the order of the rules.

    Tags set before are replaced.

    Args:
        table: the events.
        classes: pairs of a tag, which is a text, and a rule; see `Rule`.

    Raises:
        QueryFunctionException: the classes are not of this form.
    """
    texts = _Texts(table)
    tags: list[list[str]] = [[] for _ in range(texts.payloads)]
    for name, rule in map(_tag_and_rule, classes):
        for number in np.flatnonzero(texts.matching(rule)).tolist():
            tags[number].append(name)
    return replaced(
        table, (payload | {"$tags": own} for (_, payload), own in zip(used(table), tags, strict=True))
    )


@dataclass(frozen=True)
class Rule:
    """Which payloads belong to a category or tag: those with a text in which the pattern is found.

    Without a pattern none does. Only the texts under `select_keys` count, or all if it is empty.
    """

    pattern: Pattern | None
    select_keys: Sequence[str]

    @classmethod
    def from_json(cls, rule: Mapping[str, Any]) -> Rule:
        """The rule as queries spell it: `type`, `regex`, `ignore_case`, `select_keys`, all optional.

        One of type `none`, or whose regex is empty, matches nothing.

        Raises:
            QueryFunctionException: a field is not of its type.
        """
        regex = _field(rule, "regex", str, "") if rule.get("type") != "none" else ""
        ignore_case = _field(rule, "ignore_case", bool, False)
        select_keys = _field(rule, "select_keys", list, [])
        if not _are_texts(select_keys):
            raise QueryFunctionException(f"`select_keys` of a rule: expected texts, got {select_keys!r:.100}")
        return cls(Pattern(regex, ignore_case=ignore_case) if regex else None, select_keys)


class _Texts:
    """The texts in the payloads a table uses: each distinct one once, and which payload has it where."""

    def __init__(self, table: EventTable) -> None:
        self.payloads = 0
        self._texts: dict[str, int] = {}
        self._keys: dict[str, int] = {}
        found: list[tuple[int, int, int]] = []
        for number, (_, payload) in enumerate(used(table)):
            found += [
                (number, self._number(self._keys, key), self._number(self._texts, value))
                for key, value in payload.items()
                if isinstance(value, str)
            ]
            self.payloads = number + 1
        self._payload, self._key, self._text = np.array(found, np.int64).reshape(-1, 3).T

    def matching(self, rule: Rule) -> NDArray[np.bool_]:
        """For each used payload, in order of index, whether it belongs to what the rule is for."""
        belongs = np.zeros(self.payloads, np.bool_)
        if rule.pattern is not None:
            hits = rule.pattern.found_in(list(self._texts))[self._text]
            if rule.select_keys:
                hits &= np.isin(self._key, [self._keys[key] for key in rule.select_keys if key in self._keys])
            belongs[self._payload[hits]] = True
        return belongs

    @staticmethod
    def _number(numbers: dict[str, int], text: str) -> int:
        return numbers.setdefault(text, len(numbers))


def _category_and_rule(pair: Any) -> tuple[list[str], Rule]:
    category, rule = _pair(pair)
    if not isinstance(category, list) or not _are_texts(category):
        raise QueryFunctionException(f"a category: expected a list of texts, got {category!r:.100}")
    return category, Rule.from_json(rule)


def _tag_and_rule(pair: Any) -> tuple[str, Rule]:
    name, rule = _pair(pair)
    if not isinstance(name, str):
        raise QueryFunctionException(f"a tag: expected a text, got {name!r:.100}")
    return name, Rule.from_json(rule)


def _pair(pair: Any) -> tuple[Any, Mapping[str, Any]]:
    match pair:
        case [label, dict() as rule]:
            return label, rule
    raise QueryFunctionException(f"a class: expected a pair of a name and a rule, got {pair!r:.100}")


def _are_texts(values: Sequence[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _field(rule: Mapping[str, Any], name: str, kind: type[T], default: T) -> T:
    """A field of a rule; null counts as missing."""
    value = rule.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        raise QueryFunctionException(f"`{name}` of a rule: expected {kind.__name__}, got {value!r:.100}")
    return value
