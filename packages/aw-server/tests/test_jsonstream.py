"""JSON read in pieces is the same JSON."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_server import jsonstream
from aw_server.errors import BadBodyError
from aw_server.json import decoder
from aw_server.jsonstream import JsonStream

texts = st.text(max_size=30)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonstream, "CHUNK", 7)
    monkeypatch.setattr(jsonstream, "MAX_VALUE", 100_000)


def walk(stream: JsonStream) -> Any:
    """The whole value, read through `members` and `values` wherever it is an object or list."""
    if stream.next_is("{"):
        return {name: walk(stream) for name in stream.members()}
    if stream.next_is("["):
        return list(stream.values())
    return stream.value()


@given(value=values, indent=st.sampled_from([None, 1, 3]), ascii_only=st.booleans())
def test_a_document_walked_through_is_the_document(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    stream = JsonStream(io.BytesIO(text.encode("utf-8", "surrogatepass") if ascii_only else text.encode()))
    assert walk(stream) == value
    stream.end()


@given(text=st.text('{}[]",:0123456789.eE+-truefalsnl \\u', max_size=40))
def test_what_json_refuses_is_refused_and_nothing_else(text: str) -> None:
    try:
        expected = decoder.decode(text)
    except ValueError:
        with pytest.raises(BadBodyError):
            read_to_the_end(text)
    else:
        assert read_to_the_end(text) == expected


def read_to_the_end(text: str) -> Any:
    stream = JsonStream(io.BytesIO(text.encode()))
    value = walk(stream)
    stream.end()
    return value


def read_members(file: io.BytesIO) -> None:
    stream = JsonStream(file)
    for _ in stream.members():
        stream.value()
    stream.end()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "expected an object, got the end"),
        (b"[1]", "expected an object, got '['"),
        (b"{1: 2}", "expected a name in quotes, got 1"),
        (b'{"a" 2}', "expected `:`, got '2'"),
        (b'{"a": 2 "b": 3}', "expected `,` or `}`, got '\"'"),
        (b'{"a": ', "not valid JSON: Expecting value"),
        (b'{"a": "\xff"}', "not valid UTF-8: byte 0xff"),
        (b'{"a": "\xc3', "not valid UTF-8: byte 0xc3"),
        (b'{"a": 1} x', "expected the end, got 'x'"),
        (b'{"a": ' + b"[" * 2000, "expected fewer levels"),
        (b'{"a": ' + b"[" * 150 + b"]" * 150 + b"}", "at most 100 levels"),
    ],
)
def test_an_error_says_what_was_expected(body: bytes, message: str) -> None:
    with pytest.raises(BadBodyError, match=re.escape(message)):
        read_members(io.BytesIO(body))


def test_a_byte_order_mark_is_skipped() -> None:
    assert JsonStream(io.BytesIO(b"\xef\xbb\xbf[1]")).value() == [1]


def test_a_value_without_end_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonstream, "MAX_VALUE", 1000)
    file = io.BytesIO(b'{"a": "' + b"x" * 1_000_000)
    with pytest.raises(BadBodyError):
        read_members(file)
    assert file.tell() < 3000
