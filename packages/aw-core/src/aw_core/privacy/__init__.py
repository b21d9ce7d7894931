"""Privacy rules: what is not to be recorded, and what is to be recorded otherwise."""

from __future__ import annotations

from aw_core.privacy.defaults import DEFAULT_FILTERS
from aw_core.privacy.filters import PrivacyFilter, Verdict
from aw_core.privacy.parsing import FiltersRead, parse_filters, read_filters
from aw_core.privacy.rule import REDACTED, Action, Rule

__all__ = [
    "DEFAULT_FILTERS",
    "REDACTED",
    "Action",
    "FiltersRead",
    "PrivacyFilter",
    "Rule",
    "Verdict",
    "parse_filters",
    "read_filters",
]
