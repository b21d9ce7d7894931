"""Every page can be used by everybody: axe finds nothing serious, wide and narrow, light and dark."""

from __future__ import annotations

import itertools
from typing import Literal

import pytest
from commands import LiveServer

from webui.axe import findings
from webui.browser import Visit
from webui.reading import PAGES, PHONE, is_shown

pytestmark = pytest.mark.browser

_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_finding(visit: Visit, year: LiveServer, name: str) -> None:
    page = visit(year, PAGES[name])
    is_shown(page, name)
    page.wait_for_load_state("networkidle")
    found: dict[str, str] = {}
    for width, scheme in itertools.product([1280, PHONE["width"]], _SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found |= {finding: f"{width} px, {scheme}: {finding}" for finding in findings(page)}
    assert not found, "\n".join(found.values())
