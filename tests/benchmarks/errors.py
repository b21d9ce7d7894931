"""What ends a benchmark: never that something takes long.

BenchmarkError
├── UnusableHistoryError   an export has not what a dashboard needs
├── ServerError            a server does not start, answer or take a request
└── WrongAnswerError       a server answers something else than the history has
"""

from __future__ import annotations

__all__ = ["BenchmarkError", "ServerError", "UnusableHistoryError", "WrongAnswerError"]


class BenchmarkError(Exception):
    """The base of the benchmark's errors."""


class UnusableHistoryError(BenchmarkError):
    """An export has not what a dashboard needs."""


class ServerError(BenchmarkError):
    """A server does not start, answer or take a request."""


class WrongAnswerError(BenchmarkError):
    """A server answers something else than the history has."""
