"""What a server answers, with the names that answers have in `requests`, as scripts know them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

__all__ = ["Headers", "Response", "SentRequest"]

_FIRST_ERROR_STATUS = 400
_PIECE = 128
"""Bytes in each piece of a body that is taken piece by piece, unless others are asked for."""


class Headers(Mapping[str, str]):
    """Headers by name, in upper or lower case; of several of one name the last."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._by_name = {name.lower(): (name, value) for name, value in headers.items()}

    def __getitem__(self, name: str) -> str:
        return self._by_name[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)


@dataclass(frozen=True, slots=True)
class SentRequest:
    """What was asked; the server's key is not among the headers."""

    method: str
    url: str
    headers: Headers
    body: bytes | None


@dataclass(slots=True, eq=False)
class Response:
    """One answer, whatever its status; `content` is its body, `encoding` what its text is read by.

    All of it is here, so there is nothing to close; what `requests` does to an answer that still arrives is done to this.
    The server sets no cookies and sends nobody elsewhere: `cookies` and `history` are empty.
    """

    url: str
    status_code: int
    reason: str
    headers: Headers
    content: bytes
    encoding: str | None = "utf-8"
    elapsed: timedelta = timedelta(0)
    request: SentRequest | None = None

    def __bool__(self) -> bool:
        """Whether it is no error."""
        return self.ok

    def __iter__(self) -> Iterator[bytes]:
        return self.iter_content(_PIECE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def ok(self) -> bool:
        """Whether it is no error."""
        return self.status_code < _FIRST_ERROR_STATUS

    @property
    def text(self) -> str:
        """The body as text; bytes that are none are replaced."""
        return self.content.decode(self.encoding or "utf-8", errors="replace")

    @property
    def apparent_encoding(self) -> str:
        """What the body's text is in, whatever the headers say: JSON is in UTF-8."""
        return "utf-8"

    @property
    def cookies(self) -> dict[str, str]:
        """None are set."""
        return {}

    @property
    def history(self) -> list[Response]:
        """The answers that led here: none are kept."""
        return []

    @property
    def is_redirect(self) -> bool:
        """Whether it is the address of another answer: that was followed already."""
        return False

    def raise_for_status(self) -> None:
        """Nothing: an error was raised before anybody has its answer. Scripts call it nevertheless."""

    def json(self, **options: Any) -> Any:
        """The JSON of the body; the options are those of `json.loads`.

        Raises:
            ValueError: it is none.
        """
        return json.loads(self.content, **options)

    def iter_content(self, chunk_size: int | None = 1, decode_unicode: bool = False) -> Iterator[Any]:
        """The body in pieces of `chunk_size`, in one if that is None; as text if so asked."""
        body = self.text if decode_unicode else self.content
        size = chunk_size or max(1, len(body))
        return (body[start : start + size] for start in range(0, len(body), size))

    def iter_lines(
        self,
        chunk_size: int = 512,  # noqa: ARG002 - callers pass it; all of the body is here
        decode_unicode: bool = False,
        delimiter: str | bytes | None = None,
    ) -> Iterator[Any]:
        """The lines of the body without their ends; as text if so asked."""
        body: Any = self.text if decode_unicode else self.content
        return iter(body.splitlines() if delimiter is None else body.split(delimiter))

    def close(self) -> None:
        """Nothing: the connection was given back when the answer was there."""
