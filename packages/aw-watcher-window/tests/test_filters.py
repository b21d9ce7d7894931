from __future__ import annotations

import re

import pytest

from aw_watcher_window.filters import EXCLUDED, TitleFilter
from aw_watcher_window.focus import NOTHING, Focus

MAIL = Focus(7, "Mail", "Re: your salary")


def test_without_a_filter_a_title_is_recorded() -> None:
    assert TitleFilter()(MAIL) == MAIL


def test_excluding_everything_keeps_the_application_and_the_window() -> None:
    assert TitleFilter(everything=True)(MAIL) == Focus(7, "Mail", EXCLUDED)


@pytest.mark.parametrize(
    ("pattern", "title"),
    [("salary", EXCLUDED), ("^Re:", EXCLUDED), ("^salary", MAIL.title), ("Salary", MAIL.title)],
)
def test_a_pattern_excludes_a_title_it_is_found_in(pattern: str, title: str) -> None:
    assert TitleFilter(patterns=[re.compile(pattern)])(MAIL).title == title


def test_one_of_several_patterns_is_enough() -> None:
    assert TitleFilter(patterns=[re.compile("bank"), re.compile("your")])(MAIL).title == EXCLUDED


def test_an_application_is_no_title() -> None:
    assert TitleFilter(patterns=[re.compile("Mail")])(MAIL) == MAIL


@pytest.mark.parametrize("keep_out", [TitleFilter(everything=True), TitleFilter(patterns=[re.compile("")])])
def test_no_window_has_no_title_to_exclude(keep_out: TitleFilter) -> None:
    assert keep_out(NOTHING) == NOTHING
