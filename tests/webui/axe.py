"""What axe finds on a page that keeps somebody from using it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = ["findings"]

_OPTIONS = {"resultTypes": ["violations"]}
_SERIOUS = ("serious", "critical")


def findings(page: Page) -> list[str]:
    """What axe takes as serious, one line for each element."""
    violations = Axe().run(page, options=_OPTIONS).response["violations"]
    return [
        f"{found['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for found in violations
        if found["impact"] in _SERIOUS
        for node in found["nodes"]
    ]
