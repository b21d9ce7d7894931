"""Which titles are kept out of the record: all of them, or those a pattern matches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aw_watcher_window.focus import NOTHING, Focus

__all__ = ["EXCLUDED", "TitleFilter"]

EXCLUDED = "excluded"
"""Stands in the record for a title that was kept out; dashboards know the word."""


@dataclass(frozen=True)
class TitleFilter:
    """Replaces titles that are not to be recorded, and leaves out the page's address with them; the application stays.

    `everything` excludes each title. `patterns` exclude a title in which any of them is found.
    """

    everything: bool = False
    patterns: Sequence[re.Pattern[str]] = ()

    def __call__(self, focus: Focus) -> Focus:
        """The focus as it may be recorded."""
        return replace(focus, title=EXCLUDED, url="") if self._excludes(focus) else focus

    def _excludes(self, focus: Focus) -> bool:
        if focus == NOTHING:
            return False
        return self.everything or any(pattern.search(focus.title) for pattern in self.patterns)
