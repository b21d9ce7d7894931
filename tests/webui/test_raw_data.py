"""Raw data: what is stored can be looked at, mended, taken elsewhere and, with a typed word, deleted."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commands import LiveServer
from playwright.sync_api import Route, expect
from waiting import wait_until

from webui.browser import Visit
from webui.history import export, stopwatches
from webui.reading import YESTERDAY
from webui.servers import import_buckets

pytestmark = pytest.mark.browser

STOPWATCHES = "aw-stopwatch"


def bucket_ids(server: LiveServer) -> set[str]:
    return set(server.request("GET", "/api/0/buckets/")[1])


def exported(server: LiveServer) -> dict[str, list[str]]:
    """Every event of every bucket, to compare."""
    buckets: dict[str, Any] = server.request("GET", "/api/0/export")[1]["buckets"]
    return {
        name: sorted(json.dumps(event, sort_keys=True) for event in bucket["events"])
        for name, bucket in buckets.items()
    }


def test_every_bucket_is_listed_with_how_many_events_it_has(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/buckets")
    for bucket_id in bucket_ids(week):
        count = week.request("GET", f"/api/0/buckets/{bucket_id}/events/count")[1]
        row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=bucket_id))
        expect(row).to_contain_text(f"{count:,} events")


def test_what_was_exported_can_be_imported_again(visit: Visit, week: LiveServer, tmp_path: Path) -> None:
    before = exported(week)
    page = visit(week, "/buckets")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export all as JSON").click()
    file = tmp_path / "export.json"
    download.value.save_as(file)
    delete_all(week)
    page.reload()
    page.get_by_label("Import a file that was exported").set_input_files(file)
    expect(page.get_by_text("Imported.")).to_contain_text(str(sum(map(len, before.values()))))
    assert exported(week) == before


def test_an_import_goes_on_and_is_told_when_its_page_is_left(
    visit: Visit, empty: LiveServer, tmp_path: Path
) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(export(stopwatches([YESTERDAY])))
    page = visit(empty, "/buckets")
    held: list[Route] = []
    page.route("**/api/0/import", lambda route: held.append(route))  # noqa: PLW0108 - it marks what it is given
    page.get_by_label("Import a file that was exported").set_input_files(file)
    expect(page.get_by_text("Sending export.json")).to_be_visible()
    page.get_by_role("banner").get_by_role("link", name="Settings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    held[0].continue_()
    expect(page.get_by_role("region", name="Notices")).to_contain_text("Imported. New events: 1")
    page.get_by_role("banner").get_by_role("link", name="Raw data").click()
    expect(page.get_by_role("region", name="Entered by hand")).to_contain_text(STOPWATCHES)


def test_raw_data_shows_what_is_there_when_it_is_opened(visit: Visit, empty: LiveServer) -> None:
    page = visit(empty, "/settings")
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    import_buckets(empty, stopwatches([YESTERDAY]))
    page.get_by_role("banner").get_by_role("link", name="Raw data").click()
    expect(page.get_by_role("link", name=STOPWATCHES)).to_be_visible()


def delete_all(server: LiveServer) -> None:
    for bucket_id in bucket_ids(server):
        server.request("DELETE", f"/api/0/buckets/{bucket_id}?force=1")


def test_a_file_that_is_no_export_changes_nothing(visit: Visit, week: LiveServer, tmp_path: Path) -> None:
    before = exported(week)
    file = tmp_path / "wrong.json"
    file.write_text('{"buckets": {"b": {"type": 1}}}', encoding="utf-8")
    page = visit(week, "/buckets", bears=("400",))
    page.get_by_label("Import a file that was exported").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was imported")
    expect(page.get_by_role("alert")).to_contain_text("type")
    assert exported(week) == before


def test_a_bucket_is_deleted_only_when_its_id_was_typed(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/buckets")
    page.get_by_role("button", name=f"Delete {STOPWATCHES}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("8 events")
    for_ever = dialog.get_by_role("button", name="Delete for ever")
    expect(for_ever).to_be_disabled()
    dialog.get_by_role("textbox").fill("aw-stop")
    expect(for_ever).to_be_disabled()
    dialog.get_by_role("textbox").fill(STOPWATCHES)
    for_ever.click()
    expect(dialog).to_have_count(0)
    assert STOPWATCHES not in bucket_ids(week)


def test_an_event_is_edited_and_nothing_else_of_it_changes(visit: Visit, week: LiveServer) -> None:
    before = stopwatch_events(week)
    page = visit(week, f"/buckets/{STOPWATCHES}")
    page.get_by_role("button", name="Edit the event of").first.click()
    editor = page.get_by_role("dialog")
    editor.get_by_label("label", exact=True).fill("Something else")
    editor.get_by_role("button", name="Save").click()
    expect(editor).to_have_count(0)
    expect(page.get_by_role("cell", name="Something else")).to_be_visible()
    before[0]["data"]["label"] = "Something else"
    assert stopwatch_events(week) == before


def stopwatch_events(server: LiveServer) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = server.request("GET", f"/api/0/buckets/{STOPWATCHES}/events?limit=-1")[1]
    return events


def test_an_event_that_goes_on_while_it_is_edited_keeps_what_was_recorded(
    visit: Visit, empty: LiveServer
) -> None:
    empty.request("POST", "/api/0/buckets/window", {"client": "c", "type": "currentwindow", "hostname": "h"})
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    for minutes in (0, 1):
        beat(empty, start + timedelta(minutes=minutes))
    page = visit(empty, "/buckets/window")
    page.get_by_role("button", name="Edit the event of").click()
    editor = page.get_by_role("dialog")
    editor.get_by_label("title", exact=True).fill("Another title")
    beat(empty, start + timedelta(minutes=5))
    editor.get_by_role("button", name="Save").click()
    expect(editor).to_have_count(0)
    assert recorded(empty) == [("Another title", 300)]
    page.get_by_role("button", name="Undo").click()
    wait_until(lambda: recorded(empty) == [("A title", 300)], "the title is what it was")


def beat(server: LiveServer, moment: datetime) -> None:
    """What a window watcher says at a moment."""
    data = {"app": "An app", "title": "A title"}
    heartbeat = {"timestamp": moment.isoformat(), "duration": 0, "data": data}
    status, answer = server.request("POST", "/api/0/buckets/window/heartbeat?pulsetime=600", heartbeat)
    assert status == 200, answer


def recorded(server: LiveServer) -> list[tuple[str, float]]:
    """The title and the seconds of each event."""
    events = server.request("GET", "/api/0/buckets/window/events")[1]
    return [(one["data"]["title"], one["duration"]) for one in events]


def test_several_deleted_events_come_back_by_undo(visit: Visit, week: LiveServer) -> None:
    page = visit(week, f"/buckets/{STOPWATCHES}")
    for number in (0, 1):
        page.get_by_role("checkbox", name="Select the event of").nth(number).check()
    page.get_by_role("button", name="Delete 2 selected").click()
    wait_until(lambda: len(stopwatch_events(week)) == 6, "two events are gone from the server")
    page.get_by_role("button", name="Undo").click()
    wait_until(lambda: len(stopwatch_events(week)) == 8, "both events are back on the server")


def test_a_long_bucket_is_shown_page_by_page(visit: Visit, week: LiveServer) -> None:
    page = visit(week, "/buckets/aw-watcher-window_laptop")
    rows = page.get_by_role("table").locator("tbody").get_by_role("row")
    expect(rows.first).to_be_visible()
    # As `to_have_text` reads it: the cells side by side.
    newest = rows.first.text_content()
    assert newest
    page.get_by_role("button", name="Older").click()
    expect(rows.first).not_to_have_text(newest)
    page.get_by_role("button", name="Newer").click()
    expect(rows.first).to_have_text(newest)
