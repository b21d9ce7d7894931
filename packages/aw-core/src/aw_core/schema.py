"""JSON Schemas (draft-04) of what the REST API sends and takes."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from aw_core.errors import UnknownSchemaError

__all__ = ["SCHEMA_NAMES", "get_json_schema"]

SCHEMA_NAMES = ("bucket", "event", "export")


def get_json_schema(name: str) -> dict[str, Any]:
    """The schema of an `event`, a `bucket` or an `export`, as a new dict.

    Raises:
        UnknownSchemaError: (a ValueError) there is no schema of that name.
    """
    if name not in SCHEMA_NAMES:
        raise UnknownSchemaError(f"there is no schema `{name}`, expected one of {', '.join(SCHEMA_NAMES)}")
    text = files("aw_core").joinpath("schemas", f"{name}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
