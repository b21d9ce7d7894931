"""What the log shows over the API, and as lines of JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from aw_server.recentlog import JsonFormatter, RecentLog


@pytest.fixture
def recent() -> RecentLog:
    return RecentLog(kept=3)


@pytest.fixture
def logger(recent: RecentLog) -> Iterator[logging.Logger]:
    named = logging.getLogger("recent-log-test")
    named.setLevel(logging.DEBUG)
    named.addHandler(recent)
    yield named
    named.removeHandler(recent)


def test_a_record_has_its_time_level_logger_and_message(recent: RecentLog, logger: logging.Logger) -> None:
    logger.warning("disk %s is full", "sda")
    [entry] = recent.entries()
    assert datetime.fromisoformat(entry.pop("timestamp")) <= datetime.now(UTC)
    assert entry == {"level": "WARNING", "logger": "recent-log-test", "message": "disk sda is full"}


def test_only_the_last_records_are_kept(recent: RecentLog, logger: logging.Logger) -> None:
    for number in range(5):
        logger.info("%d", number)
    assert [entry["message"] for entry in recent.entries()] == ["2", "3", "4"]


def test_a_failure_has_its_traceback_and_no_secret(recent: RecentLog, logger: logging.Logger) -> None:
    failure = ValueError("api_key=s3cret")
    logger.error("sent Authorization: Bearer s3cret", exc_info=failure)
    [entry] = recent.entries()
    assert "ValueError" in entry["traceback"]
    assert "s3cret" not in json.dumps(entry)


def test_a_line_of_the_json_log_is_one_record(logger: logging.Logger) -> None:
    record = logger.makeRecord("x", logging.INFO, __file__, 1, "a\nb %d", (1,), None)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "a\nb 1"
