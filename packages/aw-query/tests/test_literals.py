"""What a text must contain for a regular expression to be found in it."""

from __future__ import annotations

import re
import string
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_query.engine.haystack import Haystack
from aw_query.engine.literals import Needed, folded, needed


@pytest.mark.parametrize(
    ("regex", "literals", "suffices"),
    [
        ("GitHub", ["GitHub"], True),
        ("Stack Overflow|vim|C:", ["Stack Overflow", "vim", "C:"], True),
        (r"project3\b|site21\.example", ["project3", "site21.example"], False),
        (r"site21\.example", ["site21.example"], True),
        ("^Inbox", ["Inbox"], False),
        ("colou?r", ["colo"], False),
        ("ab+c", ["ab"], False),
        ("a{2}bcd", ["bcd"], False),
        ("[Gg]oogle", ["oogle"], False),
        ("[]a]bc[^]d]", ["bc"], False),
        (r"(?:Mozilla|Google) \d+ Firefox", [" Firefox"], False),
        ("(?=x)yz", ["yz"], False),
        ("(?s)a.bc", ["bc"], False),
        (r"a\|b", ["a|b"], True),
    ],
)
def test_what_is_needed_is_told(regex: str, literals: list[str], suffices: bool) -> None:
    assert needed(regex) == Needed(tuple(literals), False, suffices)


@pytest.mark.parametrize(
    "regex",
    [
        "",
        "a|",
        "x*",
        "(abc)",
        "[abc]+",
        r"\x41bc",
        r"(a)\1bc",
        "(?x)a b",
        "(?a)abc",
        "(?i:abc)d",
        "[a[b]c",
        "a{e}",
        "\0",
    ],
)
def test_of_other_expressions_nothing_is_said(regex: str) -> None:
    assert needed(regex) is None


def test_case_does_not_matter_if_a_flag_or_the_caller_says_so() -> None:
    assert needed("(?i)RedDit") == Needed(("reddit",), True, True)
    assert needed("RedDit", ignore_case=True) == Needed(("reddit",), True, True)
    assert needed("(?i)öÄabc") == Needed(("abc",), True, False)


def test_folding_is_what_python_takes_for_the_same_letter_in_every_case() -> None:
    letters = re.compile(f"[{string.ascii_letters}]", re.IGNORECASE)
    for char in map(chr, range(sys.maxunicode + 1)):
        fold = folded(char)
        assert len(fold) == 1
        assert (fold in string.ascii_lowercase) == (letters.match(char) is not None)
        if fold in string.ascii_lowercase:
            assert re.match(fold, char, re.IGNORECASE)


def test_texts_are_found_wherever_the_pieces_that_are_searched_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a", "", "bab", "\0", "ba\0ab", "ccc", "cab"]
    for size in (1, 2, 5, 100):
        monkeypatch.setattr("aw_query.engine.haystack._PIECE", size)
        haystack = Haystack(texts)
        assert haystack.having("ab").tolist() == [2, 4, 6]
        assert haystack.having("B").tolist() == []
        assert haystack.having("b", ignore_case=True).tolist() == [2, 2, 4, 4, 6]
    assert Haystack([]).having("abc").tolist() == []


PARTS = st.sampled_from(
    [
        *"abk^$.*+?|()[]{}-",
        "(?:",
        "(?i)",
        "(?=",
        "(?!",
        "(?P<n>",
        "[^",
        "{2}",
        "{,2}",
        r"\b",
        r"\.",
        r"\\",
        r"\|",
        r"\w",
        "is",
        "K",
        "ä",
    ]
)


@given(
    st.lists(PARTS, max_size=8).map("".join),
    st.lists(st.text("abkiISsK .|\\^-äÄ\u0130\u0131\u017f\u212a\0", max_size=8)),
    st.booleans(),
)
@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")  # about what a later Python may take for a set
def test_what_is_needed_is_in_every_text_that_matches(
    regex: str, texts: list[str], ignore_case: bool
) -> None:
    try:
        pattern = re.compile(regex, re.IGNORECASE if ignore_case else 0)
    except re.error:
        return
    need = needed(regex, ignore_case=ignore_case)
    if need is not None:
        haystack = Haystack(texts)
        candidates = {
            index
            for literal in need.literals
            for index in haystack.having(literal, ignore_case=need.ignore_case).tolist()
        }
        matching = {index for index, text in enumerate(texts) if pattern.search(text)}
        assert matching <= candidates
        assert matching == candidates or not need.suffices
