"""What can go wrong in a transform.

AWError (aw_core)
└── TransformError           a transform was given what it cannot work with
    ├── InvalidBinsError         (also a ValueError)
    ├── InvalidRegexError        (also a ValueError)
    └── InvalidRuleError         (also a ValueError)
"""

from __future__ import annotations

from aw_core.errors import AWError

__all__ = ["InvalidBinsError", "InvalidRegexError", "InvalidRuleError", "TransformError"]


class TransformError(AWError):
    """A transform was given what it cannot work with."""


class InvalidBinsError(TransformError, ValueError):
    """The borders of bins are too few or do not ascend."""


class InvalidRegexError(TransformError, ValueError):
    """A text is not a regular expression."""


class InvalidRuleError(TransformError, ValueError):
    """A category's or tag's rule has a field of the wrong type."""
