"""The examples of the README are true."""

from __future__ import annotations

import doctest
from pathlib import Path


def test_examples_of_the_readme_are_true() -> None:
    readme = Path(__file__).parent.parent / "README.md"
    failed, tried = doctest.testfile(str(readme), module_relative=False, encoding="utf-8")
    assert tried > 0
    assert failed == 0
