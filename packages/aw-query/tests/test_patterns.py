"""Regular expressions of queries."""

from __future__ import annotations

import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_query.engine.clock import shared_clock
from aw_query.engine.haystack import Haystack
from aw_query.engine.patterns import Pattern
from aw_query.errors import QueryFunctionException


def found(regex: str, *texts: str, ignore_case: bool = False) -> list[bool]:
    return [bool(each) for each in Pattern(regex, ignore_case=ignore_case).found_in(Haystack(texts))]


def test_a_pattern_is_searched_for_anywhere_in_each_text() -> None:
    assert found("b+", "abc", "xyz", "", "b") == [True, False, False, True]


def test_a_pattern_may_ignore_case() -> None:
    assert found("ÄB", "äb", "ÄB", ignore_case=True) == [True, True]
    assert found("(?i)ab", "AB") == [True]
    assert found("ab", "AB") == [False]


def test_no_texts_are_no_answers() -> None:
    assert found("x") == []


@pytest.mark.parametrize("regex", ["(", "[a-", "*", "(?P<x>", r"\8", "(" * 5000 + ")" * 5000])
def test_what_is_no_regular_expression_is_an_error_of_the_query(regex: str) -> None:
    with pytest.raises(QueryFunctionException, match="Invalid regular expression") as caught:
        Pattern(regex)
    assert len(caught.value.message) < 400


@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")  # about what a later Python may take for a set
@given(st.text(st.sampled_from(r"ab|()[]{}*+?\.^$-:=!<>1,P dws"), max_size=8), st.text("ab 1"))
def test_any_text_is_a_pattern_or_an_error_of_the_query(regex: str, text: str) -> None:
    try:
        assert found(regex, text, text) == found(regex, text) * 2
    except QueryFunctionException as error:
        message = error.message
    else:
        message = regex
    assert regex in message


def test_a_pattern_that_takes_too_long_is_an_error_of_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_query.engine.patterns.MAX_SECONDS", 0.2)
    with pytest.raises(QueryFunctionException, match=r"took longer than 0\.2 seconds"):
        Pattern("(a+)+$").found_in(Haystack(["a" * 5000 + "c"]))


@pytest.mark.parametrize(
    "regex", ["(a|a)*b", "(.*)*x", "(?:aa|a)" * 33 + "$", "a?" * 40 + "a" * 40 + "b", r"(\w+\s?)+!"]
)
def test_a_pattern_exponential_in_re_ends_with_its_answer_or_an_error(
    regex: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aw_query.engine.patterns.MAX_SECONDS", 0.2)
    try:
        answer: object = found(regex, "a" * 60 + "c")
    except QueryFunctionException as error:
        answer = error.message.partition(": ")[2][:11]
    assert answer in ([False], "took longer")


@pytest.mark.parametrize(
    ("regex", "text"),
    [("a{e}b*c*", "abc"), ("(?:foo){e<=1}x*", "fxo"), (r"\N{DIGIT ONE}+a?", "11"), (r"\{a{2,3}", "{aa")],
)
def test_a_brace_means_what_it_means_in_python(regex: str, text: str) -> None:
    assert found(regex, text) == [re.search(regex, text) is not None]


def test_a_pattern_of_very_many_alternatives_takes_no_longer_than_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aw_query.engine.patterns.MAX_SECONDS", 0.1)
    pairs = "|".join(
        f"{one}{other}" for one in map(chr, range(200, 340)) for other in map(chr, range(200, 340))
    )
    for regex in (pairs, f"{pairs}|.x"):
        with pytest.raises(QueryFunctionException, match="took longer"):
            Pattern(regex).found_in(Haystack([f"{n} is a text without any of them" for n in range(50_000)]))


def test_halves_of_surrogate_pairs_are_characters() -> None:
    assert found("b\ud83cc|x", "ab\ud83cc", "ab\ud83dc") == [True, False]


def test_other_threads_run_while_a_slow_pattern_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aw_query.engine.patterns.MAX_SECONDS", 1.0)
    matching = threading.Thread(target=_given_up, args=("(a+)+$",))
    matching.start()
    turns = 0
    while matching.is_alive():
        matching.join(0.01)
        turns += 1
    assert turns > 5


def _given_up(regex: str) -> None:
    with pytest.raises(QueryFunctionException):
        Pattern(regex).found_in(Haystack(["a" * 5000 + "c"]))


@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")  # about what a later Python may take for a set
@given(
    st.text(alphabet="ab+*?|().[]{}1,e^$\\wd ", max_size=12),
    st.lists(st.text(alphabet="ab .+\u00e4", max_size=8)),
    st.booleans(),
)
def test_a_pattern_finds_what_python_finds(regex: str, texts: list[str], ignore_case: bool) -> None:
    try:
        expected = re.compile(regex, re.IGNORECASE if ignore_case else 0)
    except re.error:
        return
    pattern = Pattern(regex, ignore_case=ignore_case)
    assert pattern.found_in(Haystack(texts)).tolist() == [expected.search(text) is not None for text in texts]


@pytest.mark.parametrize(
    "regex",
    [
        "a{99999999999}",
        "(?:(?:(?:a{1000}){1000}){1000})",
        "a{65535}" * 100,
        "[\\x00-\\uffff]" * 60_000,
        "(" * 60 + "a{1,50}" + "){1,50}" * 60,
    ],
    ids=["one", "nested", "many", "sets", "deep"],
)
def test_an_expression_that_would_take_all_memory_is_refused_at_once(regex: str) -> None:
    with pytest.raises(QueryFunctionException, match=r"at most 100000 parts|levels|Invalid"):
        Pattern(regex)


@pytest.mark.parametrize(
    "regex",
    [
        r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}",
        r"[a-f0-9]{40}|[a-f0-9]{64}",
        r"(\d{1,3}\.){3}\d{1,3}",
        ".{0,1000}x",
    ],
)
def test_an_expression_people_write_is_not_too_large(regex: str) -> None:
    Pattern(regex)


def search_one_after_another() -> None:
    slow = Haystack(["a" * 23 + "b"])
    for number in range(100):
        Pattern(rf"(?:a|a)+c{{0,{number}}}$").found_in(slow)


def test_all_expressions_of_a_query_share_its_time() -> None:
    with (
        shared_clock(0.2),
        pytest.raises(QueryFunctionException, match="took longer than 5 seconds, with all others"),
    ):
        search_one_after_another()


@pytest.mark.parametrize("one", ["x", r"\.", "[x]", "(?:x)"])
def test_plain_text_too_long_to_prepare_for_is_refused_beside_repetitions(one: str) -> None:
    with pytest.raises(QueryFunctionException, match="at most 1000 characters of plain text"):
        Pattern(f"{one * 1001}.*y")
    assert Pattern(f"{one * 1000}.*y").found_in(Haystack(["y"])).tolist() == [False]


def test_plain_text_alone_may_be_of_any_length() -> None:
    assert Pattern("x" * 5000).found_in(Haystack(["x" * 6000, "x"])).tolist() == [True, False]
