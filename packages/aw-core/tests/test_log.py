from __future__ import annotations

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from aw_core.dirs import get_log_dir
from aw_core.log import get_latest_log_file, get_log_file_path, setup_logging

pytestmark = pytest.mark.usefixtures("_restored_logging")

logger = logging.getLogger("aw-test")


def log_folder() -> Path:
    return Path(get_log_dir("aw-test"))


def written() -> str:
    path = get_latest_log_file("aw-test")
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


def test_a_line_says_when_how_grave_what_and_where(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging("aw-test")
    logger.info("hello %s", "you")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[INFO\]: hello you  \(aw-test:\d+\)\n", capsys.readouterr().err
    )


def test_debug_lines_come_when_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging("aw-test")
    logger.debug("one")
    setup_logging("aw-test", verbose=True)
    logger.debug("two")
    said = capsys.readouterr().err
    assert "one" not in said
    assert "two" in said


def test_environment_overrides_the_level(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "warning")
    setup_logging("aw-test", verbose=True)
    logger.info("one")
    logger.warning("two")
    said = capsys.readouterr().err
    assert "one" not in said
    assert "two" in said


def test_unknown_level_in_the_environment_is_said_and_ignored(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    setup_logging("aw-test")
    assert "LOG_LEVEL" in capsys.readouterr().err
    assert logging.getLogger().level == logging.INFO


def test_earlier_handlers_are_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging("aw-test")
    setup_logging("aw-test")
    logger.info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_no_file_is_written_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging("aw-test")
    logger.info("hello")
    assert "hello" in capsys.readouterr().err
    assert get_latest_log_file("aw-test") is None


def test_file_is_named_after_program_and_moment(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging("aw-test", log_stderr=False, log_file=True)
    logger.info("hällo")
    assert capsys.readouterr().err == ""
    assert "hällo" in written()
    (path,) = log_folder().iterdir()
    assert re.fullmatch(r"aw-test_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.log", path.name)


def test_file_is_rotated_at_10_mb_and_three_are_kept() -> None:
    setup_logging("aw-test", log_stderr=False, log_file=True)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, RotatingFileHandler)
    assert (handler.maxBytes, handler.backupCount) == (10 * 1024 * 1024, 3)


def test_files_of_testing_mode_are_apart() -> None:
    setup_logging("aw-test", testing=True, log_stderr=False, log_file=True)
    assert get_latest_log_file("aw-test") is None
    path = get_latest_log_file("aw-test", testing=True)
    assert path is not None
    assert re.fullmatch(r"aw-test_testing_\d{4}.*\.log", Path(path).name)


def test_latest_file_is_that_of_the_latest_start() -> None:
    for name in (
        "aw-test_2024-05-01T09-00-00.log",
        "aw-test_2023-12-31T23-59-59.log",
        "aw-test_2024-05-01T09-00-00.log.1",
    ):
        (log_folder() / name).touch()
    assert get_latest_log_file("aw-test") == str(log_folder() / "aw-test_2024-05-01T09-00-00.log")


def test_path_of_the_own_file_is_known() -> None:
    setup_logging("aw-test", log_stderr=False, log_file=True)
    with pytest.deprecated_call():
        assert get_log_file_path() == get_latest_log_file("aw-test")
    setup_logging("aw-test", log_stderr=False)
    with pytest.deprecated_call():
        assert get_log_file_path() is None


def test_files_of_the_last_twenty_starts_are_kept() -> None:
    for day in range(1, 31):
        (log_folder() / f"aw-test_2023-05-{day:02}T09-00-00.log").touch()
        (log_folder() / f"aw-test_2023-05-{day:02}T09-00-00.log.1").touch()
    (log_folder() / "aw-test_testing_2023-05-01T09-00-00.log").touch()
    (log_folder() / "notes.txt").touch()
    setup_logging("aw-test", log_stderr=False, log_file=True)
    names = {path.name for path in log_folder().iterdir()}
    starts = sorted(name for name in names if name.startswith("aw-test_2") and name.endswith(".log"))
    assert len(starts) == 20
    assert starts[0] == "aw-test_2023-05-12T09-00-00.log"
    assert "aw-test_2023-05-11T09-00-00.log.1" not in names
    assert {"aw-test_testing_2023-05-01T09-00-00.log", "notes.txt"} <= names


@pytest.mark.parametrize(
    "message",
    [
        "headers {'Authorization': 'Bearer hunter2', 'Accept': 'x'}",
        "Authorization: Bearer hunter2",
        "Authorization: Basic hunter2",
        "GET /?token=hunter2&x=1",
        'api_key = "hunter2"',
        "AW_SERVER_API_KEY=hunter2",
        '{"apiKey": "hunter2"}',
        "password: hunter2",
    ],
)
def test_secrets_are_blotted_out(capsys: pytest.CaptureFixture[str], message: str) -> None:
    setup_logging("aw-test", log_file=True)
    logger.warning("%s", message)
    logger.warning("failed", exc_info=ValueError(message))
    for output in (capsys.readouterr().err, written()):
        assert "hunter2" not in output
        assert "***" in output
        assert "ValueError" in output


@pytest.mark.parametrize(
    "message", ["the bearer of bad news", "a basic rule", "token expected", "secrets of the deep"]
)
def test_other_words_stay(capsys: pytest.CaptureFixture[str], message: str) -> None:
    setup_logging("aw-test")
    logger.warning("%s", message)
    assert message in capsys.readouterr().err


def test_uncaught_exception_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging("aw-test", log_file=True)
    error = ValueError("the reason")
    sys.excepthook(ValueError, error, None)
    for output in (capsys.readouterr().err, written()):
        assert "[CRITICAL]: uncaught exception" in output
        assert "ValueError: the reason" in output


def test_interrupt_by_the_user_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    setup_logging("aw-test", log_file=True)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert written() == ""
