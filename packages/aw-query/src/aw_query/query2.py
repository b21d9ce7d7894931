"""The module name under which older scripts run queries; new code uses `aw_query.query`."""

from __future__ import annotations

from typing import Any

from aw_query.execution import query

__all__ = ["create_namespace", "query"]


def create_namespace() -> dict[str, Any]:
    """The names that have a value before a query begins, whatever its period."""
    return {"True": True, "False": False, "true": True, "false": False}
