"""`aw-server privacy` as a user runs it, in the test's own process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from aw_core import Event
from aw_datastore import Datastore
from aw_datastore.errors import DatabaseFullError
from aw_datastore.storages import SqliteStorage
from aw_server.main import main
from aw_server.uisettings import UISettings, default_settings_file

RULES = [{"name": "banks", "pattern": "bank", "action": "drop"}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.db"
    with Datastore(SqliteStorage, filepath=path) as datastore:
        for name in ("window", "web"):
            bucket = datastore.create_bucket(name, "t", "c", "h")
            titles = ["my bank", "(3) chat", "x"]
            bucket.insert(
                [Event(None, f"2026-01-01T00:0{n}:00Z", 60, {"title": t}) for n, t in enumerate(titles)]
            )
    UISettings(default_settings_file(testing=False)).set("privacy_filters", RULES)
    return path


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--dbpath", str(path), "privacy", *arguments])


def titles(path: Path) -> list[Any]:
    with Datastore(SqliteStorage, filepath=path) as datastore:
        return [event.data["title"] for name in ("window", "web") for event in datastore[name].iter_events()]


def test_preview_tells_what_would_be_changed_and_changes_nothing(path: Path) -> None:
    before = titles(path)
    told = run(path, "preview").output
    assert "would change 2 events (2 min) and drop 2 events (2 min)" in told
    assert "banks\tdropped\t2" in told
    assert "unread-counters\t(3) chat\tchat" in told
    assert "banks\tmy bank\t(not recorded)" in told
    assert titles(path) == before


def test_preview_works_while_the_database_is_in_use(path: Path) -> None:
    with Datastore(SqliteStorage, filepath=path):
        assert run(path, "preview").exit_code == 0
        ended = run(path, "apply", "--yes")
    assert ended.exit_code == 1
    assert "if that is the server, stop it" in ended.output


def test_nothing_is_changed_unless_it_is_confirmed(path: Path) -> None:
    before = titles(path)
    assert "nothing was changed; to do it: --yes" in run(path, "apply").output
    assert titles(path) == before


def test_apply_changes_the_history_and_removes_what_was_there(path: Path) -> None:
    told = run(path, "apply", "--yes").output
    assert "2 events changed, 2 dropped" in told
    assert titles(path) == ["chat", "x"] * 2
    assert b"my bank" not in path.read_bytes()
    assert run(path, "apply", "--yes").output.startswith("would change 0 events")


def test_what_ctrl_c_leaves_to_do_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Datastore, "scrub", interrupt)
    answer = run(path, "apply", "--yes")
    assert answer.exit_code != 0
    assert "it was begun, and is finished at the next start of the server" in answer.output


def test_room_that_runs_out_after_the_change_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DatabaseFullError("there is no room")

    monkeypatch.setattr(Datastore, "scrub", full)
    told = run(path, "apply", "--yes").output
    assert "2 events changed, 2 dropped" in told
    assert "may still hold what was removed: there is no room" in told
    assert "tried again at the next start" in told


def test_other_rules_and_buckets_can_be_named(path: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps([{"pattern": "x", "action": "redact", "replacement": "y"}]))
    run(path, "apply", "--yes", "--rules", str(rules), "--bucket", "window")
    assert titles(path) == ["my bank", "chat", "y", "my bank", "(3) chat", "x"]


def test_backups_are_told_of(path: Path) -> None:
    CliRunner().invoke(main, ["--dbpath", str(path), "db", "backup"])
    (backup,) = (path.parent / "backups").glob("*.db")
    assert f"{backup}: left" in run(path, "apply", "--yes", "--backups", "keep").output
    assert b"my bank" in backup.read_bytes()


def test_backups_are_gone_through_though_the_history_has_nothing_of_it_any_more(path: Path) -> None:
    CliRunner().invoke(main, ["--dbpath", str(path), "db", "backup"])
    (backup,) = (path.parent / "backups").glob("*.db")
    run(path, "apply", "--yes", "--backups", "keep")
    told = run(path, "apply").output
    assert "would change 0 events" in told
    assert "1 backups or databases that were set aside will be gone through too" in told
    assert "nothing was changed" in told
    assert f"{backup}: rewritten" in run(path, "apply", "--yes").output
    assert b"my bank" not in backup.read_bytes()


@pytest.mark.parametrize("text", ["{", '[{"pattern": "("}]'])
def test_bad_rules_are_an_error_in_one_line(path: Path, tmp_path: Path, text: str) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(text)
    ended = run(path, "preview", "--rules", str(rules))
    assert ended.exit_code == 1
    assert ended.output.startswith("aw-server: ")


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    for command in ("preview", "apply"):
        ended = run(tmp_path / "none.db", command)
        assert ended.exit_code == 1
        assert "there is no database" in ended.output
