"""Categories and tags: what the user's rules say an event is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from aw_core.models import Data, Event
from aw_transform._copies import copies
from aw_transform._regex import compile_regex
from aw_transform.errors import InvalidRuleError

__all__ = ["Category", "Rule", "Tag", "categorize", "tag"]

Category: TypeAlias = list[str]
"""A path from the general to the particular: `["Work", "Programming"]`."""

Tag: TypeAlias = str

_T = TypeVar("_T")

_UNCATEGORIZED = "Uncategorized"


class Rule:
    """Which events belong to a category or tag: those with a text in their data that a regex is found in.

    Built from the object that settings and queries hold, all of whose fields are optional:

    - `type`: `"none"` for a rule that never matches; anything else, or nothing, for a regex;
    - `regex`: the regular expression, searched for anywhere in a text; an empty one never matches;
    - `ignore_case`: whether upper and lower case are the same;
    - `select_keys`: the keys of the data to look at; all of them when missing or empty.

    Raises:
        InvalidRuleError: (a ValueError) a field is not of its type.
        InvalidRegexError: (a ValueError) `regex` is no regular expression.
    """

    def __init__(self, rules: Mapping[str, Any]) -> None:
        if not isinstance(rules, Mapping):
            raise InvalidRuleError(f"expected a rule to be a dict, got {rules!r}")
        pattern = _field(rules, "regex", str, "")
        self.ignore_case = _field(rules, "ignore_case", bool, False)
        self.select_keys = _texts("select_keys", _field(rules, "select_keys", list, []))
        matches_something = pattern and rules.get("type") != "none"
        self.regex = compile_regex(pattern, ignore_case=self.ignore_case) if matches_something else None

    def match(self, event: Event) -> bool:
        """Whether the event belongs; only texts at the top level of its data count."""
        return self.matches(event.data)

    def matches(self, data: Data) -> bool:
        """Whether an event with this data belongs."""
        if self.regex is None:
            return False
        keys = self.select_keys or data
        values = (data.get(key) for key in keys)
        return any(isinstance(value, str) and self.regex.search(value) for value in values)


def categorize(events: Iterable[Event], classes: Sequence[tuple[Category, Rule]]) -> list[Event]:
    """The events with `$category` set in their data: the deepest category whose rule matches.

    Of several equally deep ones the last in the list counts. An event that no rule matches is
    `["Uncategorized"]`. A category set before is replaced.
    """
    categorized = copies(events)
    for event in categorized:
        event.data["$category"] = _deepest([category for category, rule in classes if rule.match(event)])
    return categorized


def tag(events: Iterable[Event], classes: Sequence[tuple[Tag, Rule]]) -> list[Event]:
    """The events with `$tags` set in their data: every tag whose rule matches, in the order of the rules.

    A tag with several matching rules comes as often as they are. Tags set before are replaced.
    """
    tagged = copies(events)
    for event in tagged:
        event.data["$tags"] = [name for name, rule in classes if rule.match(event)]
    return tagged


def _deepest(categories: Sequence[Category]) -> Category:
    by_depth = sorted(categories, key=len)  # stable: of equally deep ones the last stays last
    return list(by_depth[-1]) if by_depth else [_UNCATEGORIZED]


def _texts(name: str, values: Iterable[Any]) -> list[str]:
    for value in values:
        if not isinstance(value, str):
            raise InvalidRuleError(f"`{name}` of a rule: expected only texts, got {value!r}")
    return list(values)


def _field(rules: Mapping[str, Any], name: str, kind: type[_T], default: _T) -> _T:
    """A field of a rule object; null counts as missing."""
    value = rules.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        raise InvalidRuleError(f"`{name}` of a rule: expected {kind.__name__}, got {value!r}")
    return value
