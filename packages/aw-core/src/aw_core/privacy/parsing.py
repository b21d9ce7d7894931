"""Reads privacy rules as people and programs wrote them: JSON values, or tables of a TOML file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from aw_core.errors import InvalidFilterError
from aw_core.privacy.defaults import DEFAULT_FILTERS
from aw_core.privacy.filters import PrivacyFilter
from aw_core.privacy.matching import Matcher
from aw_core.privacy.replacement import Replacement
from aw_core.privacy.rule import REDACTED, Action, Rule
from aw_core.privacy.texts import path_of

__all__ = ["FiltersRead", "parse_filters", "read_filters"]

_TEXTS = ("name", "description", "bucket_prefix", "field", "pattern", "action", "replacement")
_FLAGS = ("enabled", "ignore_case")
_LONGEST_SHOWN = 60


class FiltersRead(NamedTuple):
    """What lists of rules say: the filter they make, and what is wrong with those rules that are not in it."""

    filter: PrivacyFilter
    problems: list[str]


class _Entry(NamedTuple):
    """One rule of a list: None where it only switches a default rule on or off."""

    name: str
    rule: Rule | None
    enabled: bool


def parse_filters(*lists: Any, where: str = "privacy_filters") -> PrivacyFilter:
    """The filter that some lists of rules make together with the default rules.

    A rule is `{name?, enabled?, bucket_prefix?, field?, pattern, ignore_case?, action, replacement?}`. One of the name
    of a default rule stands in its place; without a pattern it switches that on or off. None is an empty list.

    Args:
        lists: of rules; those of the first are applied first, the default rules last.
        where: where they come from, for messages.

    Raises:
        InvalidFilterError: one is no rule; names it, the field, what was expected and what came.
    """
    return _filter_of(
        [
            _entry(value, _place(where, index, value))
            for rules in lists
            for index, value in _each(rules, where)
        ]
    )


def read_filters(*lists: Any, where: str = "privacy_filters") -> FiltersRead:
    """The same of lists that nobody is there to correct: those that are rules are applied, of the others it is told."""
    entries: list[_Entry] = []
    problems: list[str] = []
    for rules in lists:
        try:
            values = list(_each(rules, where))
        except InvalidFilterError as error:
            problems.append(str(error))
            continue
        for index, value in values:
            try:
                entries.append(_entry(value, _place(where, index, value)))
            except InvalidFilterError as error:
                problems.append(str(error))
    return FiltersRead(_filter_of(entries), problems)


def _filter_of(entries: Sequence[_Entry]) -> PrivacyFilter:
    rules = [entry.rule for entry in entries if entry.rule is not None and entry.enabled]
    return PrivacyFilter([*rules, *_defaults_left(entries)])


def _defaults_left(entries: Iterable[_Entry]) -> list[Rule]:
    """The default rules that are neither switched off nor replaced."""
    gone = {entry.name for entry in entries if entry.rule is not None or not entry.enabled}
    return [rule for rule in _defaults() if rule.name not in gone]


@cache
def _defaults() -> list[Rule]:
    return [_rule(value, f"default rule '{value['name']}'", trusted=True) for value in DEFAULT_FILTERS]


def _each(rules: Any, where: str) -> Iterable[tuple[int, Any]]:
    if rules is None:
        return []
    if not isinstance(rules, list):
        raise InvalidFilterError(f"{where}: expected a list of rules, got {_shown(rules)}")
    return enumerate(rules)


def _place(where: str, index: int, value: Any) -> str:
    name = value.get("name") if isinstance(value, Mapping) else None
    return f"{where}, rule {index}" + (f" ('{name}')" if isinstance(name, str) and name else "")


def _entry(value: Any, where: str) -> _Entry:
    if not isinstance(value, Mapping):
        raise InvalidFilterError(f"{where}: expected an object, got {_shown(value)}")
    fields = {key: content for key, content in value.items() if content is not None}
    _check_fields(fields, where)
    name, enabled = fields.get("name", ""), fields.get("enabled", True)
    if "pattern" not in fields and name in {default["name"] for default in DEFAULT_FILTERS}:
        return _Entry(name, None, enabled)
    return _Entry(name, _rule(fields, where), enabled)


def _check_fields(fields: Mapping[str, Any], where: str) -> None:
    for key, content in fields.items():
        if key in _TEXTS and not isinstance(content, str):
            raise InvalidFilterError(f"{where}, {key}: expected a text, got {_shown(content)}")
        if key in _FLAGS and not isinstance(content, bool):
            raise InvalidFilterError(f"{where}, {key}: expected true or false, got {_shown(content)}")
        if key not in {*_TEXTS, *_FLAGS}:
            _check_unknown(key, where)


def _check_unknown(key: str, where: str) -> None:
    """Other programs may keep more with a rule; but what is meant for a field must not be passed over."""
    from difflib import get_close_matches  # noqa: PLC0415 - hardly ever needed, and every watcher would hold it

    for known in get_close_matches(str(key), [*_TEXTS, *_FLAGS], n=1, cutoff=0.75):
        raise InvalidFilterError(f"{where}, {key}: expected `{known}`, got this name")


def _rule(fields: Mapping[str, Any], where: str, *, trusted: bool = False) -> Rule:
    for needed, expected in (("pattern", "a regular expression"), ("action", "`drop` or `redact`")):
        if needed not in fields:
            raise InvalidFilterError(f"{where}, {needed}: expected {expected}, got nothing")
    if fields["action"] not in set(Action):
        raise InvalidFilterError(
            f"{where}, action: expected `drop` or `redact`, got {_shown(fields['action'])}"
        )
    try:
        matcher = Matcher(fields["pattern"], ignore_case=fields.get("ignore_case", False), trusted=trusted)
    except ValueError as error:
        raise InvalidFilterError(f"{where}, pattern: {error}") from error
    if fields["action"] == Action.DROP and matcher.is_everywhere:
        raise InvalidFilterError(
            f"{where}, pattern: expected one that is not found in every text, as it would drop everything;"
            f" got {_shown(fields['pattern'])}, which matches nothing at all too (for every text there is `.`)"
        )
    try:
        replacement = Replacement(fields.get("replacement", REDACTED), matcher.groups)
    except ValueError as error:
        raise InvalidFilterError(f"{where}, replacement: {error}") from error
    return Rule(
        name=fields.get("name", ""),
        action=Action(fields["action"]),
        matcher=matcher,
        replacement=replacement,
        bucket_prefix=fields.get("bucket_prefix", ""),
        path=path_of(fields["field"]) if fields.get("field") else None,
        place=where,
        source=dict(fields),
    )


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
