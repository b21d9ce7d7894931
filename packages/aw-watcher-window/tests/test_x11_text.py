from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_watcher_window.backends.x11_text import decode_compound_text, decode_string, decode_utf8


def test_utf8_replaces_what_is_none() -> None:
    assert decode_utf8("naïve — 日本".encode() + b"\xff!") == "naïve — 日本\ufffd!"


def test_a_string_is_latin_1() -> None:
    assert decode_string("naïve".encode("latin-1")) == "naïve"


def test_a_string_that_holds_utf8_is_read_as_that() -> None:
    assert decode_string("naïve — 日本".encode()) == "naïve — 日本"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"plain", "plain"),
        (b"na\xefve", "naïve"),
        (b"\x1b-B\xb1\xe6 \x1b-A\xe9", "ąć é"),
        (b"\x1b-L\xbf\xe0\xd8", "При"),
        (b"\x1b-F\xe1\xe2 abc", "αβ abc"),
        (b"a \x1b$(BF|K\\\x1b(B b", "a 日本 b"),
        (b"\x1b$)C\xc7\xd1 \x1b$)A\xba\xba", "한 汉"),
        (b"\x1b)I\xb6\xc5", "ｶﾅ"),
        (b"a\x1b%G\xe2\x80\x94 \xe6\x97\xa5\x1b%@\xe9", "a— 日é"),
        (b"\x1b%G\xe2\x80\x94 to the end", "— to the end"),
        (b"\x1b%/1\x80\x8ckoi8-r\x02\xf0\xd2\xc9\xd7\xc5 x", "Приве x"),
        (b"\x1b%/1\x80\x89martian\x02\xf0", "\ufffd"),
        (b"\x9b1]abc\x9b]", "abc"),
    ],
)
def test_compound_text(value: bytes, text: str) -> None:
    assert decode_compound_text(value) == text


@given(
    st.binary(max_size=200)
    | st.text(alphabet="\x1b%/$()-GAB@\x9b]\x80\x02ab1é").map(lambda t: t.encode("latin-1"))
)
def test_no_bytes_break_a_decoder(value: bytes) -> None:
    for decode in (decode_utf8, decode_string, decode_compound_text):
        assert isinstance(decode(value), str)


@given(
    st.text(
        st.characters(min_codepoint=32, max_codepoint=126)
        | st.characters(min_codepoint=160, max_codepoint=255)
    )
)
def test_latin_1_is_compound_text(text: str) -> None:
    assert decode_compound_text(text.encode("latin-1")) == text
