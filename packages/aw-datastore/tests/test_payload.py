from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.errors import InvalidDataError
from aw_datastore import payload
from aw_datastore.payload import (
    MAX_DEPTH,
    PayloadEncoder,
    decode_payload,
    decode_payloads,
    depth,
    encode_payload,
)

# Halves of surrogate pairs included: a title cut short in the middle of an emoji has one.
TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
DATA = st.dictionaries(TEXT, JSON, max_size=4)


def over_the_wire(data: dict[str, Any]) -> dict[str, Any]:
    """The data as it is after JSON: two halves of one character, side by side, have become that character."""
    value: dict[str, Any] = json.loads(json.dumps(data))
    return value


@given(DATA)
def test_data_comes_back_as_it_was(data: dict[str, Any]) -> None:
    decoded = decode_payload(encode_payload(data).text)
    assert decoded == over_the_wire(data)
    assert list(decoded) == list(over_the_wire(data))


@given(DATA)
def test_text_can_be_stored_as_utf8(data: dict[str, Any]) -> None:
    assert encode_payload(data).text.encode()


@given(DATA, st.randoms())
def test_identity_does_not_depend_on_the_order_of_keys(data: dict[str, Any], chance: Any) -> None:
    shuffled = list(over_the_wire(data).items())
    chance.shuffle(shuffled)
    assert encode_payload(dict(shuffled)).digest == encode_payload(data).digest


@given(DATA, DATA)
def test_different_data_has_different_identities(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (encode_payload(one).digest == encode_payload(other).digest) == same


@given(st.lists(DATA))
def test_many_texts_decode_like_each_alone(many: list[dict[str, Any]]) -> None:
    texts = [encode_payload(data).text for data in many]
    assert decode_payloads(texts) == [decode_payload(text) for text in texts]


def test_integer_and_float_of_one_value_are_two_payloads() -> None:
    assert encode_payload({"x": 1}).digest != encode_payload({"x": 1.0}).digest


def test_half_a_surrogate_pair_is_escaped_and_the_rest_is_not() -> None:
    assert encode_payload({"title": "caf\ud83d"}).text == '{"title":"caf\\ud83d"}'
    assert encode_payload({"title": "café"}).text == '{"title":"café"}'


@pytest.mark.parametrize(
    "data",
    [
        {"x": math.nan},
        {"x": [math.inf]},
        {"x": {"y": -math.inf}},
        {"x": object()},
        {"x": b"bytes"},
        {("a", "b"): 1},
        ["not", "an", "object"],
        "text",
        None,
    ],
)
def test_what_is_no_json_object_is_refused_naming_the_field(data: Any) -> None:
    with pytest.raises(InvalidDataError, match=r"^data: expected"):
        encode_payload(data)


def test_data_that_contains_itself_is_refused() -> None:
    data: dict[str, Any] = {}
    data["self"] = data
    with pytest.raises(InvalidDataError, match=r"^data: expected"):
        encode_payload(data)


def nested(levels: int) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for _ in range(levels - 1):
        data = {"in": data}
    return data


def test_data_nests_as_deep_as_documented() -> None:
    data = nested(MAX_DEPTH)
    assert decode_payload(encode_payload(data).text) == data


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 900, 100_000])
def test_data_nested_deeper_is_refused(levels: int) -> None:
    with pytest.raises(InvalidDataError, match=r"^data: expected"):
        encode_payload(nested(levels))


def test_many_short_lists_are_not_deep() -> None:
    data = {"lists": [[n] for n in range(5 * MAX_DEPTH)]}
    assert decode_payload(encode_payload(data).text) == data


@given(
    st.lists(DATA | st.sampled_from([{"a": 1}, {"a": 1.0}, {"a": True}, {"a": "1"}, {"a": [1]}]), max_size=6)
)
def test_an_encoder_that_remembers_says_what_each_is_alone(many: list[dict[str, Any]]) -> None:
    encoder = PayloadEncoder()
    for data in map(over_the_wire, many + many):
        assert encoder.encode(data) == encode_payload(data)


def test_an_encoder_forgets_rather_than_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "_REMEMBERED_CHARACTERS", 1000)
    encoder = PayloadEncoder()
    texts = [encoder.encode({"n": number, "text": "x" * 50}).text for number in range(1000)]
    assert [json.loads(text)["n"] for text in texts] == list(range(1000))
    assert len(encoder._known) < 20


def test_an_encoder_refuses_what_cannot_be_stored_each_time() -> None:
    encoder = PayloadEncoder()
    for _ in range(2):
        with pytest.raises(InvalidDataError):
            encoder.encode({"n": math.nan})


@pytest.mark.parametrize(("value", "levels"), [(1, 0), ("[", 0), ({}, 1), ([[], {"a": [1]}], 3)])
def test_depth_counts_objects_and_lists_in_each_other(value: Any, levels: int) -> None:
    assert depth(value) == levels
