"""What a module writes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from aw_manager.output import ModuleOutput, important


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def output(tmp_path: Path, heard: list[str]) -> ModuleOutput:
    return ModuleOutput(tmp_path / "aw-x.log", heard.append)


def read(output: ModuleOutput, text: bytes, *, is_error: bool = False) -> None:
    output.read(io.BytesIO(text), is_error=is_error)


def test_every_line_is_kept_in_the_file_and_passed_on(output: ModuleOutput, heard: list[str]) -> None:
    read(output, b"one\n\ntwo")
    output.close()
    assert output.path.read_text() == "one\n\ntwo\n"
    assert heard == ["one", "two"]


def test_last_words_are_those_on_standard_error(output: ModuleOutput) -> None:
    read(output, b"the reason\n", is_error=True)
    read(output, b"flushed at the end\n")
    assert output.last_words == "the reason"
    output.close()


def test_last_words_are_told_without_their_time_stamp(output: ModuleOutput) -> None:
    read(output, b"2026-01-01 10:00:00 [ERROR]: the display is gone  (aw-x:12)\n", is_error=True)
    assert output.last_words == "the display is gone"
    output.close()


def test_without_standard_error_the_last_words_are_the_last_line(output: ModuleOutput) -> None:
    read(output, b"first\nlast\n\n")
    assert output.last_words == "last"
    output.close()


def test_new_run_forgets_what_the_one_before_said(output: ModuleOutput) -> None:
    read(output, b"old\n", is_error=True)
    output.begin(1)
    assert (output.last_words, output.last_lines) == ("", [])
    output.close()


def test_last_lines_are_at_most_ten(output: ModuleOutput) -> None:
    read(output, b"".join(b"%d\n" % number for number in range(100)))
    assert output.last_lines == [str(number) for number in range(90, 100)]
    output.close()


def test_bytes_that_are_no_text_do_no_harm(output: ModuleOutput, heard: list[str]) -> None:
    read(output, b"\xff\xfe ok\n")
    assert heard == ["\N{REPLACEMENT CHARACTER}" * 2 + " ok"]
    output.close()


def test_line_without_end_is_taken_in_pieces(output: ModuleOutput, heard: list[str]) -> None:
    read(output, b"x" * 200_000)
    assert len(heard) == 4
    assert "".join(heard) == "x" * 200_000
    output.close()


def test_log_starts_anew_when_it_is_large(output: ModuleOutput, tmp_path: Path) -> None:
    line = b"x" * 60_000 + b"\n"
    read(output, line * 300)
    output.close()
    files = sorted(path.name for path in tmp_path.glob("aw-x.log*"))
    assert files == ["aw-x.log", "aw-x.log.1", "aw-x.log.2", "aw-x.log.3"]
    assert all(path.stat().st_size <= 5_000_000 for path in tmp_path.glob("aw-x.log*"))


def test_log_that_cannot_be_written_loses_lines_but_goes_on(tmp_path: Path, heard: list[str]) -> None:
    output = ModuleOutput(tmp_path / "no-such-folder" / "aw-x.log", heard.append)
    read(output, b"one\n")
    assert heard == ["one"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("2026-01-01 10:00:00 [WARNING]: low on ink  (aw-x:12)", "low on ink"),
        ("2026-01-01 10:00:00 [ERROR   ]: it broke (twice)", "it broke (twice)"),
        ("[2026-01-01 10:00:00][WARN][aw_x]: hm", "[aw_x]: hm"),
        ("[2026-01-01T10:00:00Z] [WARN] hm", "hm"),
        ("2026-01-01 10:00:00 [INFO]: all is well  (aw-x:12)", None),
        ("an ERROR in plain text", None),
    ],
)
def test_warnings_and_errors_are_important(line: str, text: str | None) -> None:
    assert important(line) == text
