from __future__ import annotations

import re
import subprocess
import sys

import pytest

from aw_core.privacy.effort import longest_text

STEPS = 1_000_000


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [("^bank", STEPS), ("bank", STEPS), ("^a*b", STEPS), ("a*b", 1000), ("a*b*c", 100), ("(a*)*b", 0)],
)
def test_the_longer_a_pattern_may_take_the_shorter_a_text_may_be(pattern: str, longest: int) -> None:
    assert longest_text(re.compile(pattern), STEPS) == pytest.approx(longest, rel=0.01)


_WITHOUT_THE_INSIDE_OF_RE = """
import re, sys
import regex  # has its own uses of it
for name in ("_parser", "_constants"):
    delattr(re, name)
    sys.modules[f"re.{name}"] = None
from aw_core.privacy import parse_filters
from aw_core.privacy.effort import longest_text
assert longest_text(re.compile("^bank"), 1e6) == 0
filters = parse_filters([{"pattern": "my bank", "action": "redact"}, {"pattern": "(a+)+$", "action": "drop"}])
assert filters.apply("b", {"title": "(3) this is my bank"}) == {"title": "this is REDACTED"}
assert filters.apply("b", {"title": "aaa"}) is None
"""


def test_rules_hold_with_a_python_that_has_the_inside_of_re_elsewhere() -> None:
    subprocess.run([sys.executable, "-c", _WITHOUT_THE_INSIDE_OF_RE], check=True)
