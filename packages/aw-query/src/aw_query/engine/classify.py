"""Categories and tags: what the user's rules say an event is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from aw_datastore import EventTable
from aw_datastore.table import Payload
from aw_query.engine.known import Numbers
from aw_query.engine.patterns import Pattern
from aw_query.engine.payloads import changed
from aw_query.engine.texts import Texts
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
    rules = [_category_and_rule(pair) for pair in classes]
    labels = [{"$category": category} for category in (_UNCATEGORIZED, *(category for category, _ in rules))]

    def additions(payloads: list[Payload]) -> Iterator[Payload]:
        texts = Texts(payloads)
        depth, chosen = np.full(len(payloads), -1), np.zeros(len(payloads), np.int64)
        for number, (category, rule) in enumerate(rules, 1):
            members = rule.members(texts)
            better = members[depth[members] <= len(category)]
            depth[better], chosen[better] = len(category), number
        return map(labels.__getitem__, chosen.tolist())

    return changed(table, ("categorize", repr(classes)), additions)


def tag(table: EventTable, classes: Sequence[Any]) -> EventTable:
    """The events with `$tags` set in their data: every tag whose rule matches, in the order of the rules.

    Tags set before are replaced.

    Args:
        table: the events.
        classes: pairs of a tag, which is a text, and a rule; see `Rule`.

    Raises:
        QueryFunctionException: the classes are not of this form.
    """
    rules = [_tag_and_rule(pair) for pair in classes]

    def additions(payloads: list[Payload]) -> list[Payload]:
        texts = Texts(payloads)
        tags: list[list[str]] = [[] for _ in payloads]
        for name, rule in rules:
            for number in rule.members(texts).tolist():
                tags[number].append(name)
        labels: dict[tuple[str, ...], Payload] = {}
        return [labels.setdefault(tuple(own), {"$tags": own}) for own in tags]

    return changed(table, ("tag", repr(classes)), additions)


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

    def members(self, texts: Texts) -> Numbers:
        """The indices of the payloads with these texts that belong."""
        if self.pattern is None:
            return np.empty(0, np.int64)
        return texts.having(self.pattern, self.select_keys)


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
