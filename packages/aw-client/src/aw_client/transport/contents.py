"""What the body of an answer says."""

from __future__ import annotations

from typing import Any

from aw_client.errors import UnexpectedAnswerError
from aw_client.transport.answer import Response
from aw_client.transport.failures import as_scripts_catch_it

__all__ = ["error_body", "json_of", "message_of"]


def json_of(response: Response) -> Any:
    """The JSON a response carries.

    Raises:
        UnexpectedAnswerError: it carries something else, so another program answers at that address.
    """
    try:
        return response.json()
    except ValueError as error:
        kind = response.headers.get("Content-Type", "no content type")
        text = f"{response.url}: expected JSON, got {kind}; does another program use this port?"
        raise as_scripts_catch_it(UnexpectedAnswerError(text)) from error


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
