"""What a server answers, with the names that answers have in `requests`, as scripts know them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aw_client.errors import UnexpectedAnswerError

__all__ = ["Headers", "Response", "error_body", "json_of", "message_of"]

_FIRST_ERROR_STATUS = 400


class Headers(Mapping[str, str]):
    """Headers by name, in upper or lower case; of several of one name the last."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._by_name = {name.lower(): value for name, value in headers.items()}

    def __getitem__(self, name: str) -> str:
        return self._by_name[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, whatever its status; `content` is its body."""

    url: str
    status_code: int
    reason: str
    headers: Headers
    content: bytes

    @property
    def ok(self) -> bool:
        """Whether it is no error."""
        return self.status_code < _FIRST_ERROR_STATUS

    @property
    def text(self) -> str:
        """The body as text; bytes that are none are replaced."""
        return self.content.decode(errors="replace")

    def raise_for_status(self) -> None:
        """Nothing: an error was raised before anybody has its answer. Scripts call it nevertheless."""

    def json(self) -> Any:
        """The JSON of the body.

        Raises:
            ValueError: it is none.
        """
        return json.loads(self.content)


def json_of(response: Response) -> Any:
    """The JSON a response carries.

    Raises:
        UnexpectedAnswerError: it carries something else, so another program answers at that address.
    """
    try:
        return response.json()
    except ValueError as error:
        kind = response.headers.get("Content-Type", "no content type")
        raise UnexpectedAnswerError(
            f"{response.url}: expected JSON, got {kind}; does another program use this port?"
        ) from error


def error_body(response: Response) -> dict[str, Any]:
    """The JSON object an error response carries; empty when it carries something else."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def message_of(response: Response) -> str:
    """What an error response says: its JSON `message`, or else the start of its text."""
    return str(error_body(response).get("message") or response.text[:200].strip())
