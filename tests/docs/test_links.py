"""Links between the pages of the documentation lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tree import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(ROOT.glob("docs/*.md")),
    *ROOT.glob("packages/*/*.md"),
]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(#[^)\s]*)?\)")


def targets(page: Path) -> list[str]:
    """The files a page links to."""
    return [match[1] for match in LINK.finditer(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if targets(page)], ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    broken = [target for target in targets(page) if not (page.parent / target).exists()]
    assert not broken


def test_ci_runs_the_test_command_of_the_readme_word_for_word() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```sh\n(.*bin/nox)\n```", readme)
    assert f"\n{command}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_getting_started_says_the_same_line_as_the_readme() -> None:
    page = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```sh\n(.*aw-manager start)\n```", page)
    assert f"\n{command}\n" in (ROOT / "README.md").read_text(encoding="utf-8")
