from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_client.errors import DesktopError
from aw_watcher_afk.senses.pulse_wire import Value, encode, take, values

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
plain = st.one_of(st.booleans(), st.integers(0, 2**32 - 1), texts, st.binary(max_size=30), st.none())
properties = st.dictionaries(texts, st.binary(max_size=10), max_size=4)


@given(st.lists(plain | properties, max_size=10), st.integers(1, 50))
def test_what_is_sent_is_what_is_read_however_it_is_cut(sent: list[Value], piece: int) -> None:
    wire = encode(*sent) + encode(1, 2)
    received, bodies = bytearray(), []
    for start in range(0, len(wire), piece):
        received += wire[start : start + piece]
        bodies += take(received)
    assert [values(body) for body in bodies] == [sent, [1, 2]]


def test_the_kinds_that_only_a_server_sends_are_read() -> None:
    body = b"".join(
        [
            b"B\x07",
            b"U" + struct.pack(">Q", 2**40),
            b"a\x03\x02\x00\x00\xbb\x80",
            b"m\x02\x01\x02",
            b"v\x01\x00\x01\x00\x00",
            b"V" + struct.pack(">I", 65536),
            b"fB\x01PN",
            b"t\xff\xfe\x00",
        ]
    )
    assert values(body) == [
        7,
        2**40,
        b"\x03\x02\x00\x00\xbb\x80",
        b"\x01\x02",
        b"\x00\x01\x00\x00",
        65536,
        {},
        "\ufffd\ufffd",
    ]


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(DesktopError):
        values(body)


def test_what_is_no_packet_is_refused() -> None:
    with pytest.raises(DesktopError, match="no message"):
        list(take(bytearray(b"HTTP/1.1 400 Bad Request\r\n\r\n")))
