"""Tokens: what they are and where they stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_query.errors import QueryParseException
from aw_query.lexer import Kind, tokenize, unquote
from aw_query.limits import MAX_LENGTH

words = st.sampled_from(
    [
        *(kind.value for kind in Kind if " " not in kind),
        "name",
        "é1",
        "12",
        "1.5",
        '"a"',
        "'b;'",
        '"\\""',
        " ",
        "\n",
        "#c\n",
    ]
)


def kinds(text: str) -> list[Kind]:
    return [token.kind for token in tokenize(text)]


def test_every_symbol_and_keyword_is_its_own_kind() -> None:
    for kind in Kind:
        if " " not in kind:
            assert kinds(kind.value) == [kind, Kind.END]


def test_the_longer_symbol_wins() -> None:
    assert kinds("a===b") == [Kind.NAME, Kind.EQUAL, Kind.ASSIGN, Kind.NAME, Kind.END]


def test_a_keyword_within_a_name_is_part_of_it() -> None:
    assert kinds("iffy returns") == [Kind.NAME, Kind.NAME, Kind.END]


def test_tokens_know_their_spelling_and_place() -> None:
    tokens = list(tokenize("a =\n  'b' # c"))
    assert [(token.text, token.offset) for token in tokens] == [("a", 0), ("=", 2), ("'b'", 6), ("", 13)]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ('"a"', "a"),
        ("''", ""),
        (r'"\""', '"'),
        (r"'\''", "'"),
        (r'"\\"a"', r"\"a"),
        (r'"\'\n"', r"\'\n"),
        ('"a\nb"', "a\nb"),
    ],
)
def test_a_text_loses_only_the_backslash_before_its_own_quote(literal: str, value: str) -> None:
    (token, _) = tokenize(literal)
    assert unquote(token.text) == value


@pytest.mark.parametrize("text", ['"a', "'", '"a\\"', "'a\\\\'", '"' + '\\"' * 1000])
def test_a_text_without_its_closing_quote_is_an_error_at_the_opening_one(text: str) -> None:
    with pytest.raises(QueryParseException, match="Failed to parse string") as caught:
        list(tokenize(f"a = {text}"))
    assert caught.value.offset == 4


@pytest.mark.parametrize("text", ["$", "!", "a.b", "²", "a = ½", "\\", "1 & 2", "\x00"])
def test_what_begins_no_token_is_an_error(text: str) -> None:
    with pytest.raises(QueryParseException, match="Syntax error"):
        list(tokenize(text))


def test_a_query_may_be_only_so_long() -> None:
    assert kinds(" " * MAX_LENGTH) == [Kind.END]
    with pytest.raises(QueryParseException, match=f"{MAX_LENGTH + 1} characters"):
        list(tokenize(" " * (MAX_LENGTH + 1)))


@given(st.lists(words).map("".join))
def test_tokens_come_in_order_and_are_the_text_but_for_blanks_and_comments(text: str) -> None:
    try:
        tokens = list(tokenize(text))
    except QueryParseException:
        return
    assert all(first.offset + len(first.text) <= second.offset for first, second in pairwise(tokens))
    assert all(text.startswith(token.text, token.offset) for token in tokens)
    assert tokens[-1] == (Kind.END, "", len(text))
    between = [text[a.offset + len(a.text) : b.offset] for a, b in pairwise(tokens)]
    assert all(not blank.strip() or "#" in blank for blank in between)


@given(st.text())
def test_any_text_is_tokens_or_an_error_within_it(text: str) -> None:
    try:
        places = range(len(text) + 1)
        offset: int | None = list(tokenize(text))[-1].offset
    except QueryParseException as error:
        places, offset = range(len(text)), error.offset
    assert offset in places
