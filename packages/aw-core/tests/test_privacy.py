# ruff: noqa: RUF001 - dashes are as programs write them

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.errors import InvalidFilterError
from aw_core.privacy import DEFAULT_FILTERS, PrivacyFilter, parse_filters, read_filters

BUCKET = "aw-watcher-window_host"
NO_DEFAULTS = [{"name": rule["name"], "enabled": False} for rule in DEFAULT_FILTERS]
Rules = list[dict[str, Any]]


def only(*rules: dict[str, Any]) -> PrivacyFilter:
    return parse_filters([*rules, *NO_DEFAULTS])


def window(title: str, app: str = "app") -> dict[str, Any]:
    return {"app": app, "title": title}


def titled(filters: PrivacyFilter, title: str, app: str = "app") -> str | None:
    data = filters.apply(BUCKET, window(title, app))
    return None if data is None else str(data["title"])


def drop(pattern: str, **more: Any) -> dict[str, Any]:
    return {"pattern": pattern, "action": "drop", **more}


def redact(pattern: str, **more: Any) -> dict[str, Any]:
    return {"pattern": pattern, "action": "redact", **more}


# What rules do


def test_drop_keeps_the_event_out() -> None:
    assert titled(only(drop("bank")), "my bank") is None
    assert titled(only(drop("bank")), "my tank") == "my tank"


def test_redact_replaces_each_match_and_leaves_the_rest() -> None:
    assert titled(only(redact("bank")), "bank of banks") == "REDACTED of REDACTEDs"
    assert titled(only(redact("bank", replacement="x")), "bank of banks") == "x of xs"


def test_replacement_may_use_captures() -> None:
    rule = redact(r"(?P<user>\w+)@(\w+)\.com", replacement=r"\g<user> at \2 \\o/")
    assert titled(only(rule), "mail from me@home.com") == r"mail from me at home \o/"


def test_data_that_no_rule_concerns_is_the_same_object() -> None:
    data = {"title": "x", "more": {"texts": ["a", {"b": "c"}], "n": 1, "no": None}}
    assert only(redact("secret")).apply(BUCKET, data) is data


def test_rule_without_a_field_looks_in_every_text_nested_too() -> None:
    data = {"a": "secret", "b": [{"c": "secret"}, "secret", 3], "secret": None}
    expected = {"a": "-", "b": [{"c": "-"}, "-", 3], "secret": None}
    assert only(redact("secret", replacement="-")).apply(BUCKET, data) == expected


def test_rule_with_a_field_looks_there_alone() -> None:
    data = {"a": {"b": "secret", "c": "secret"}, "b": "secret"}
    expected = {"a": {"b": "-", "c": "secret"}, "b": "secret"}
    assert only(redact("secret", field="a.b", replacement="-")).apply(BUCKET, data) == expected


def test_field_may_lead_through_lists_and_be_an_object_or_have_a_dot_in_its_name() -> None:
    filters = only(redact("s", field="a.b", replacement="-"))
    assert filters.apply(BUCKET, {"a": [{"b": "s"}, {"b": {"c": ["s"]}}]}) == {
        "a": [{"b": "-"}, {"b": {"c": ["-"]}}]
    }
    assert filters.apply(BUCKET, {"a.b": "s"}) == {"a.b": "-"}
    assert filters.apply(BUCKET, {"a": "x", "a.b": "s"}) == {"a": "x", "a.b": "-"}
    assert filters.apply(BUCKET, {"a": {"b": "s"}, "a.b": ["s"]}) == {"a": {"b": "-"}, "a.b": ["-"]}


def test_keys_with_dots_may_stand_anywhere_on_the_way_to_a_field() -> None:
    filters = only(redact("s", field="a.b.c", replacement="-"))
    for data in ({"a.b": {"c": "s"}}, {"a": {"b.c": "s"}}, {"a": {"b": 1}, "a.b": {"c": "s"}}):
        changed = filters.apply(BUCKET, data)
        assert changed is not None
        assert '"-"' in json.dumps(changed)
        assert filters.apply(BUCKET, changed) is changed


def test_named_field_may_be_a_number_or_boolean() -> None:
    assert only(drop("^true$", field="incognito")).apply(BUCKET, {"incognito": True}) is None
    assert only(drop("^true$")).apply(BUCKET, {"incognito": True}) is not None
    assert only(redact("^3$", field="n")).apply(BUCKET, {"n": 3}) == {"n": "REDACTED"}


def test_rule_for_a_bucket_prefix_leaves_other_buckets_alone() -> None:
    filters = only(drop("x", bucket_prefix="aw-watcher-web"))
    assert filters.apply("aw-watcher-web-firefox", {"t": "x"}) is None
    assert filters.apply(BUCKET, {"t": "x"}) == {"t": "x"}


def test_case_matters_unless_it_is_ignored() -> None:
    assert titled(only(drop("bank")), "Bank") == "Bank"
    assert titled(only(drop("bank", ignore_case=True)), "Bank") is None


def test_rule_that_is_switched_off_does_nothing() -> None:
    assert titled(only(drop("bank", enabled=False)), "bank") == "bank"


def test_empty_matches_are_not_replaced() -> None:
    assert titled(only(redact(".*")), "some title") == "REDACTED"
    assert titled(only(redact("x*")), "title") == "title"


@pytest.mark.parametrize(
    ("rule", "title", "expected"),
    [
        (redact("secret", replacement=""), "sesecretcret x", " x"),
        (redact("x", replacement="xx"), "x", "REDACTED"),
        (redact("[xR]", replacement="xx"), "x", None),
    ],
)
def test_what_a_replacement_brings_about_is_replaced_too(
    rule: dict[str, Any], title: str, expected: str | None
) -> None:
    assert titled(only(rule), title) == expected


def test_rules_that_undo_each_other_end_in_no_text_that_one_of_them_matches() -> None:
    assert titled(only(redact("a", replacement="b"), redact("b", replacement="a")), "ab") == "REDACTED"


# Time: these end at all, as patterns like these would not with `re`


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|aa)+$", "(a|a?)+b$", "^(.*a){20}$", r"(.*)(.*)(.*)(.*)(.*)b\1", "(aa|a)" * 20 + "$"],
)
@pytest.mark.parametrize("action", ["drop", "redact"])
def test_hostile_pattern_does_not_hang_and_lets_no_text_through_that_it_cannot_decide(
    pattern: str, action: str
) -> None:
    filters = only({"pattern": pattern, "action": action})
    texts = [f"{'a' * 60}!{'a' * n}!" for n in range(10)]
    results = {text: titled(filters, text) for text in texts}
    # What comes through was decided: it has no match, as the last character is no `a`.
    assert all(
        result in {None, text, "REDACTED"} or pattern.startswith("(aa") for text, result in results.items()
    )


def test_text_that_takes_too_long_counts_as_private_and_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert titled(only(drop("(a|aa)+$", name="slow")), "a" * 5000 + "!") is None
    assert "rule 0 ('slow') takes too long for a text of 5001 characters" in caplog.text
    assert "aaaa" not in caplog.text


def test_rule_without_a_name_that_takes_too_long_is_told_of_by_its_place(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert titled(only(drop("x"), drop("(a|aa)+$")), "a" * 5000 + "!") is None
    assert "privacy_filters, rule 1 takes too long" in caplog.text
    assert "a|aa" not in caplog.text


@pytest.mark.parametrize(
    "pattern",
    [
        "(?x)(a+) +$",
        "(?x)(a+) # as often as it comes\n +$",
        "(a+)(?#as often as it comes)+$",
        "(?ix: (a+) + ) $",
        "(?:(?:a+))+$",
        "(?:(a+)){40}$",
        "(?x)(a|a) {60} $",
    ],
)
def test_hostile_pattern_is_known_however_it_is_written(pattern: str) -> None:
    assert titled(only(drop(pattern)), "a" * 60 + "!") in {None, "a" * 60 + "!"}


def test_what_looks_as_if_it_repeated_is_searched_for_as_anything_else() -> None:
    assert titled(only(drop(r"[*+{]a\+|(?:ab)+c|[(]x[)]{2}")), "a ababc") is None
    assert titled(only(drop(r"(?m)^b")), "a\nb") is None


@pytest.mark.parametrize("pattern", ["", "^", "$", "x*", "(?s).*", "(a|)", r"\b|.?"])
def test_pattern_that_every_text_has_is_refused_where_it_would_drop_everything(pattern: str) -> None:
    with pytest.raises(InvalidFilterError, match="expected one that is not found in every text"):
        parse_filters([drop(pattern)])
    assert len(only(redact(pattern)).rules) == 1


@pytest.mark.parametrize(
    ("pattern", "dropped", "kept"), [("^$", "", "x"), ("^(?!work)", "home", "work"), (".", "x", "")]
)
def test_pattern_that_may_match_nothing_can_still_tell_texts_apart(
    pattern: str, dropped: str, kept: str
) -> None:
    filters = only(drop(pattern, field="title"))
    assert (titled(filters, dropped), titled(filters, kept)) == (None, kept)


def test_text_that_replacing_makes_huge_is_replaced_as_a_whole() -> None:
    assert titled(only(redact("a", replacement="x" * 1000)), "a" * 200_000) == "REDACTED"


# The heads are what a default rule begins to match, and the runs what it may then go on with.
_HEADS = ["", "x - Firefox", "x - Google Chrome", "x —", "[InPrivate] - Microsoft Edge", "(3)", "(3) ", "●", "⠋", "12:03", "12:03 -", "[45%]", "45", "KeePassXC", "pinentry-", "a.", "tor-browser"]  # fmt: skip
_RUNS = [" ", "\u00a0", "\t", "\n", "\u200e", "-", "–", "(", ")", "[", "%", ".", "1", "a", "İ", "●", "⠋"]


@pytest.mark.timeout(20)  # it takes less than one
@pytest.mark.parametrize("name", [rule["name"] for rule in DEFAULT_FILTERS])
def test_default_rule_ends_soon_for_long_runs_of_any_kind(name: str) -> None:
    (rule,) = (rule for rule in parse_filters().rules if rule.name == name)
    for head in _HEADS:
        for run in _RUNS:
            rule.is_in(head + run * 5_000 + "!")
            rule.is_in((head + run * 200) * 20 + "!")
    # What takes time with the square of its length takes far longer for these than a test may.
    for run in ("\u00a0", "\u200e", "a"):
        for head in _HEADS:
            rule.is_in(head + run * 90_000 + "!")


def test_text_longer_than_any_title_is_decided_within_its_time() -> None:
    text = "x - Firefox" + "\u00a0" * 1_000_000 + "x"
    assert titled(parse_filters(), text) in {None, text}


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text", ["(1) " * 25_000, "- Firefox " * 10_000, " " * 100_000, "[1" * 50_000, "— " * 50_000]
)
def test_default_rules_end_soon_for_any_text(text: str) -> None:
    parse_filters().apply(BUCKET, window(text, app=text))


# How rules are written


def test_rules_of_other_servers_are_accepted() -> None:
    rules = [
        {"enabled": True, "bucket_prefix": None, "field": None, "pattern": "bank", "action": "drop"},
        {
            "enabled": True,
            "field": "title",
            "pattern": "shop",
            "action": "redact",
            "replacement": None,
            "id": 7,
        },
    ]
    filters = parse_filters(rules)
    assert titled(filters, "bank") is None
    assert titled(filters, "shop") == "REDACTED"


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({}, "privacy_filters: expected a list of rules, got {}"),
        ([drop("a"), 3], "privacy_filters, rule 1: expected an object, got 3"),
        (
            [{"name": "banks", "action": "drop"}],
            "rule 0 ('banks'), pattern: expected a regular expression, got nothing",
        ),
        ([{"pattern": "x"}], "rule 0, action: expected `drop` or `redact`, got nothing"),
        ([{"pattern": "x", "action": "hide"}], 'rule 0, action: expected `drop` or `redact`, got "hide"'),
        ([drop("(")], "rule 0, pattern: expected a regular expression, got '('"),
        ([drop(5)], "rule 0, pattern: expected a text, got 5"),  # type: ignore[arg-type]
        ([drop("x", enabled="yes")], 'rule 0, enabled: expected true or false, got "yes"'),
        ([drop("x", ignorecase=True)], "rule 0, ignorecase: expected `ignore_case`, got this name"),
        ([drop("x", bucketprefix="a")], "rule 0, bucketprefix: expected `bucket_prefix`, got this name"),
        (
            [redact("(x)", replacement=r"\2")],
            r"rule 0, replacement: expected a group that the pattern has, got '\\2'",
        ),
        ([redact("x", replacement="\\q")], r"rule 0, replacement: expected a group such as `\1`"),
        (
            [drop("(?:a{1000}){1000}")],
            "rule 0, pattern: regular expression '(?:a{1000}){1000}': expected one of at most",
        ),
        (
            [redact("x", replacement="x" * 1001)],
            "rule 0, replacement: expected at most 1000 characters, got 1001",
        ),
        ([drop("a" * 10_001)], "rule 0, pattern: expected at most 10000 characters, got 10001"),
    ],
)
def test_bad_rule_is_an_error_that_says_where_and_what(rules: Any, message: str) -> None:
    with pytest.raises(InvalidFilterError, match=re.escape(message)):
        parse_filters(rules)


def test_bad_rule_in_a_list_nobody_corrects_leaves_the_others_in_force() -> None:
    read = read_filters([drop("bank"), drop("("), drop("shop")], 7)
    assert titled(read.filter, "bank") is None
    assert titled(read.filter, "shop") is None
    assert [problem.partition(":")[0] for problem in read.problems] == [
        "privacy_filters, rule 1, pattern",
        "privacy_filters",
    ]


# The default rules


@pytest.mark.parametrize(
    "title",
    [
        "Example Domain — Mozilla Firefox Private Browsing",
        "Mozilla Firefox Private Browsing",
        "Example — Mozilla Firefox (Private Browsing)",
        "Beispiel — Mozilla Firefox Privater Modus",
        "Beispiel – Mozilla Firefox (Privater Modus)",
        "Exemple — Mozilla Firefox — Navigation privée",
        "Example — (Private Browsing)",
        "Example — Private Browsing",
        "New Incognito Tab - Google Chrome (Incognito)",
        "Neuer Tab - Google Chrome (Inkognito)",
        "Example - Chromium (Incognito)",
        "Example - Brave (Private)",
        "Example - Opera (Private)",
        "Пример - Google Chrome (Режим инкогнито)",
        "例 - Google Chrome (シークレット モード)",
        "New tab - [InPrivate] - Microsoft\u200b Edge",
        "Example and 2 more pages - [InPrivate] - Microsoft Edge",
    ],
)
def test_private_window_is_not_recorded_by_default(title: str) -> None:
    assert titled(parse_filters(), title) is None


@pytest.mark.parametrize(
    "title",
    [
        "Private Browsing — Mozilla Firefox",
        "Common myths about private browsing | Firefox Help — Mozilla Firefox",
        "How to use Google Chrome Incognito",
        "How to use Google Chrome Incognito - Google Chrome",
        "Incognito (2017) - IMDb - Google Chrome",
        "What is InPrivate? - Microsoft\u200b Edge",
        "Safari Private Browsing",
        "Re: Private",
        "Opera - Private Collection",
        "Private",
        "incognito.py - aw-core - Visual Studio Code",
    ],
)
def test_window_that_only_speaks_of_privacy_is_recorded(title: str) -> None:
    assert titled(parse_filters(), title) == title


@pytest.mark.parametrize(
    "app",
    [
        "KeePassXC", "keepassxc", "org.keepassxc.KeePassXC", "KeePass.exe", "Bitwarden", "Bitwarden.exe",
        "com.bitwarden.desktop", "1Password", "1password.exe", "Tor Browser", "Proton Pass", "org.gnome.seahorse.Application",
        "Keychain Access", "pinentry-gtk-2", "gcr-prompter", "NordPass", "org.gnome.World.Secrets", "Passwords",
    ],
)  # fmt: skip
def test_password_manager_and_tor_are_not_recorded_by_default(app: str) -> None:
    assert titled(parse_filters(), "title", app) is None


@pytest.mark.parametrize(
    "app", ["Code", "firefox", "Keep", "org.gnome.Nautilus", "secretservice-demo", "torrent"]
)
def test_other_app_is_recorded(app: str) -> None:
    assert titled(parse_filters(), "KeePassXC and Tor Browser compared", app) is not None


def test_incognito_tab_is_not_recorded_by_default() -> None:
    web = {"url": "https://example.com", "title": "x", "audible": False, "incognito": True}
    assert parse_filters().apply("aw-watcher-web-chrome", web) is None
    assert parse_filters().apply("aw-watcher-web-chrome", {**web, "incognito": False}) is not None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("(3) WhatsApp", "WhatsApp"),
        ("\u200e(3) WhatsApp", "WhatsApp"),
        ("(99+) Home / X", "Home / X"),
        ("(100+) YouTube", "YouTube"),
        ("[12] Inbox", "Inbox"),
        ("● main.py - project - Visual Studio Code", "main.py - project - Visual Studio Code"),
        ("⠋ building", "building"),
        ("✳ Claude Code", "Claude Code"),
        ("⠐ Claude Code", "Claude Code"),
        ("12:03 – Focus", "Focus"),
        ("24:59 - Time to focus!", "Time to focus!"),
        ("0:04:12 · project — Toggl Track", "project — Toggl Track"),
        ("[45%] Downloading", "Downloading"),
        ("45% - Downloading file.iso", "Downloading file.iso"),
        ("● (2) ⠋ (3) chat", "chat"),
    ],
)
def test_what_ticks_before_a_title_is_taken_away_by_default(title: str, expected: str) -> None:
    assert titled(parse_filters(), title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "", " ", "(3)", "[12]", "●", "⠋", "12:03", "45%", "(1984) by George Orwell", "(500) Days of Summer - IMDb",
        "[2026-11-22] notes", "50% off everything - Shop", "100% Pure New Zealand", "12:30 lunch with Eve",
        "404 Not Found", "(draft) letter", "[PATCH 3/7] fix", "[1/5] series", "3 - The Last Season", "• ", "2:30",
        "⠓⠑⠇⠇⠕ ⠺⠕⠗⠇⠙", "Inbox (3) - me@example.com", "f(3) = 4", "-12:03-", "1.2.3 - Changelog", "10 - Chapter",
    ],
)  # fmt: skip
def test_title_that_does_not_tick_stays(title: str) -> None:
    assert titled(parse_filters(), title) == title


def test_each_default_rule_has_a_name_and_a_description_and_can_be_switched_off() -> None:
    assert len({rule["name"] for rule in DEFAULT_FILTERS}) == len(DEFAULT_FILTERS)
    assert all(rule["description"] for rule in DEFAULT_FILTERS)
    switched_off = parse_filters([{"name": "password-managers", "enabled": False}])
    assert titled(switched_off, "x", "KeePassXC") == "x"
    assert titled(switched_off, "(3) x") == "x"
    assert parse_filters(NO_DEFAULTS).rules == ()


def test_rule_of_the_name_of_a_default_rule_stands_in_its_place() -> None:
    filters = parse_filters([drop("^vault$", field="app", name="password-managers")])
    assert titled(filters, "x", "vault") is None
    assert titled(filters, "x", "KeePassXC") == "x"


def test_own_rules_see_a_title_as_it_came_and_as_it_is_recorded() -> None:
    assert titled(parse_filters([drop(r"^\(3\) secret")]), "(3) secret") is None
    assert titled(parse_filters([drop("^secret")]), "(3) secret") is None


# What holds whatever the rules and texts are

_PIECES = st.sampled_from(
    ["(3) ", "[12] ", "● ", "⠋ ", "12:03 – ", "45% - ", "(", ")", " ", "a", "bank", "x", "Firefox", " — ", "Private Browsing"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(_PIECES, max_size=8).map("".join), st.text(max_size=20))
RULES = st.builds(
    lambda pattern, action, replacement, ignore_case: {
        "pattern": pattern,
        "action": action,
        "replacement": replacement,
        "ignore_case": ignore_case,
    },
    st.sampled_from(
        ["a", "ba?", "x+", "(b)an(k)", "^.", ".$", r"\s", ".*", "R", "^$", "[a-m]", r"\(\d", "a|RED"]
    ),
    st.sampled_from(["drop", "redact", "redact"]),
    st.sampled_from(["", "x", "xx", "a", "REDACTED", "(3) ", "bank"]),
    st.booleans(),
).filter(lambda rule: (rule["action"], rule["pattern"]) != ("drop", ".*"))
LISTS = st.lists(RULES, max_size=4)


@given(LISTS, TEXTS, st.booleans())
def test_applying_rules_again_changes_nothing(rules: Rules, text: str, with_defaults: bool) -> None:
    filters = parse_filters(rules) if with_defaults else only(*rules)
    once = filters.apply(BUCKET, window(text))
    if once is not None:
        assert filters.apply(BUCKET, once) == once
        assert PrivacyFilter(filters.rules).apply(BUCKET, once) is once


@given(LISTS, TEXTS)
def test_no_text_that_a_rule_matches_survives(rules: Rules, text: str) -> None:
    data = only(*rules).apply(BUCKET, window(text))
    if data is None:
        return
    for rule in rules:
        flags = re.IGNORECASE if rule["ignore_case"] else 0
        for value in data.values():
            if rule["action"] == "drop":
                assert not re.search(rule["pattern"], value, flags)
            else:
                # What is left that matches is what the rule puts there.
                matches = [match[0] for match in re.finditer(rule["pattern"], value, flags) if match[0]]
                assert all(match in {rule["replacement"], "REDACTED"} for match in matches)


@given(LISTS, TEXTS)
def test_verdict_names_a_rule_exactly_when_something_changes(rules: Rules, text: str) -> None:
    data = window(text)
    verdict = only(*rules).verdict(BUCKET, data)
    assert (verdict.data is data) == (not verdict.by)
    assert all(0 <= index < len(rules) for index in verdict.by)


def test_rules_need_no_library_for_patterns_as_people_write_them() -> None:
    # The time-limited engine takes 11 MB, of the 30 a watcher may have.
    program = (
        "import sys; from aw_core.privacy import parse_filters;"
        "filters = parse_filters([{'pattern': 'bank|(?i:shop)', 'action': 'drop'}, {'pattern': '^(.*) - .* Mail', 'action': 'redact'}]);"
        "filters.apply('b', {'title': '(3) a title of a common length, such as this - Mozilla Firefox'});"
        "sys.exit('regex' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
