"""What the JSON schemas of the API's documentation are put together from."""

from __future__ import annotations

from typing import Any

__all__ = ["COUNT", "MAYBE_MOMENT", "MAYBE_TEXT", "MOMENT", "OBJECT", "TEXT", "list_of", "reference"]

TEXT: dict[str, Any] = {"type": "string"}
MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
OBJECT: dict[str, Any] = {"type": "object"}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
MAYBE_MOMENT: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}


def reference(name: str) -> dict[str, Any]:
    """A reference to one of the named schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": schema}
