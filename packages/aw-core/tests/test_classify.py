"""Rules; what categories and tags come of them is in `cases/categorize.json` and `cases/tag.json`."""

from __future__ import annotations

from typing import Any

import pytest

from aw_core import Event
from aw_transform import Rule, filter_keyvals_regex
from aw_transform.errors import InvalidRegexError, InvalidRuleError, TransformError


def test_rule_shows_what_it_was_made_of() -> None:
    rule = Rule({"regex": "a+", "ignore_case": True, "select_keys": ["app"]})
    assert rule.regex is not None
    assert rule.regex.pattern == "a+"
    assert rule.ignore_case is True
    assert rule.select_keys == ["app"]
    assert Rule({}).regex is None


def test_rule_matches_an_event() -> None:
    rule = Rule({"regex": "edit"})
    assert rule.match(Event(timestamp="2024-05-01T09:00:00Z", data={"app": "editor"})) is True
    assert rule.match(Event(timestamp="2024-05-01T09:00:00Z", data={"app": "mail"})) is False


def test_rule_does_not_share_its_keys() -> None:
    keys = ["app"]
    rule = Rule({"regex": "a", "select_keys": keys})
    keys.append("title")
    assert rule.select_keys == ["app"]


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ({"regex": 5}, "regex"),
        ({"regex": "a", "ignore_case": "yes"}, "ignore_case"),
        ({"regex": "a", "select_keys": "app"}, "select_keys"),
        ({"regex": "a", "select_keys": ["app", 5]}, "select_keys"),
        ("a", "dict"),
        (None, "dict"),
    ],
)
def test_rule_with_a_wrong_field_is_refused_by_name(rules: Any, named: str) -> None:
    with pytest.raises(InvalidRuleError, match=named) as raised:
        Rule(rules)
    assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize("regex", ["(", "*", "[a", "(?P<x>", "a{99999999999999}", "\\"])
def test_invalid_regex_is_refused_with_the_pattern(regex: str) -> None:
    for attempt in (lambda: Rule({"regex": regex}), lambda: filter_keyvals_regex([], "app", regex)):
        with pytest.raises(InvalidRegexError, match="invalid regular expression") as raised:
            attempt()
        assert f"`{regex}`" in str(raised.value)
        assert isinstance(raised.value, TransformError)
