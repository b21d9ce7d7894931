"""What can go wrong in aw-core.

AWError
├── InvalidEventError        a value does not make an event
│   ├── InvalidTimestampError    (also a ValueError)
│   ├── InvalidDurationError     (also a TypeError)
│   └── InvalidDataError         (also a TypeError)
├── ConfigError              a configuration file or variable holds what it must not
├── InvalidFilterError       a privacy rule holds what it must not (also a ValueError)
├── UnknownSchemaError       there is no JSON Schema of that name (also a ValueError)
└── VersionException         this Python is too old
"""

from __future__ import annotations

__all__ = [
    "AWError",
    "ConfigError",
    "InvalidDataError",
    "InvalidDurationError",
    "InvalidEventError",
    "InvalidFilterError",
    "InvalidTimestampError",
    "UnknownSchemaError",
    "VersionException",
]


class AWError(Exception):
    """The base of every error the tracker's packages raise on purpose."""


class InvalidEventError(AWError):
    """A value does not make an event."""


class InvalidTimestampError(InvalidEventError, ValueError):
    """A timestamp is neither a datetime nor an ISO 8601 text that names an instant."""


class InvalidDurationError(InvalidEventError, TypeError):
    """A duration is neither a timedelta nor a finite number of seconds in range."""


class InvalidDataError(InvalidEventError, TypeError):
    """An event's data is not an object with text keys."""


class ConfigError(AWError):
    """A configuration file or environment variable holds what it must not."""


class InvalidFilterError(AWError, ValueError):
    """A privacy rule holds what it must not."""


class UnknownSchemaError(AWError, ValueError):
    """There is no JSON Schema of that name."""


class VersionException(AWError):  # noqa: N818 - the name scripts catch
    """This Python is older than a program needs."""
