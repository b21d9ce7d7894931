"""Nothing that is sensed in a pause is stored, everything else is, and an event marks each pause."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aw_core.models import Bucket, Event
from aw_core.timestamps import from_micros, to_micros
from aw_datastore import Datastore
from aw_datastore.rows import batches
from aw_datastore.storages import MemoryStorage
from aw_server.errors import BadParameterError, FollowedError, TooManyHoldersError
from aw_server.intake import Intake
from aw_server.pausing import HAND, UNREADABLE, Marks, PauseFile, PauseKeeper, Pauses, Recording

SECOND = 1_000_000
BEGIN = 1_700_000_000 * SECOND
DATA = {"app": "x"}


class Server:
    """The parts of a server that matter here, with a clock of its own; times are seconds since the beginning."""

    def __init__(self, file: Path, datastore: Datastore) -> None:
        self.file = file
        self.datastore = datastore
        self.now = 0
        self.start()
        for bucket_id, type_ in (("window", "currentwindow"), ("stopwatch", "general.stopwatch")):
            datastore.create_bucket(bucket_id, type=type_, client="c", hostname="h")

    def start(self) -> None:
        """Start, or start again: what is not in the file or the database is forgotten."""
        clock = lambda: BEGIN + self.now * SECOND  # noqa: E731 - a clock is no more than this
        self.pauses = Pauses(PauseFile(self.file), Marks(self.datastore, "h"), clock)
        self.intake = Intake(self.datastore, recording=Recording(self.datastore, self.pauses))

    def pause(self, until: int | None = None, by: str = "hand", since: int | None = None) -> None:
        end, asked = (None if second is None else BEGIN + second * SECOND for second in (until, since))
        self.pauses.begin(by, end, asked)

    def heartbeat(self, start: int, end: int, pulsetime: float = 0.0, bucket: str = "window") -> Event:
        return self.intake.heartbeat(bucket, event(start, end), pulsetime)

    def stored(self, bucket: str = "window") -> list[tuple[float, float]]:
        """The events of a bucket, oldest first."""
        if bucket not in self.datastore:
            return []
        return sorted((second(found.timestamp), second(found.end)) for found in self.datastore[bucket].get())

    def marks(self) -> list[tuple[float, float]]:
        self.pauses.tend()
        return self.stored("aw-pause_h")


def event(start: int, end: int) -> Event:
    return Event(None, from_micros(BEGIN + start * SECOND), end - start, DATA)


def second(moment: Any) -> float:
    return (to_micros(moment) - BEGIN) / SECOND


@pytest.fixture
def server(tmp_path: Path, datastore: Datastore) -> Server:
    return Server(tmp_path / "pause.json", datastore)


def test_what_was_sensed_in_a_pause_is_not_stored_whenever_it_comes(server: Server) -> None:
    server.now = 10
    server.pause()
    server.now = 20
    assert server.heartbeat(15, 20).id is None
    server.pauses.end()
    server.now = 30
    assert server.heartbeat(12, 13).id is None
    assert server.stored() == []


def test_what_was_sensed_before_or_after_a_pause_is_stored_whenever_it_comes(server: Server) -> None:
    server.now = 10
    server.pause()
    assert server.heartbeat(5, 9).id is not None
    server.now = 20
    server.pauses.end()
    server.now = 30
    server.heartbeat(20, 30)
    assert server.stored() == [(5, 9), (20, 30)]


def test_an_event_is_cut_at_both_ends_of_a_pause(server: Server) -> None:
    server.now = 10
    server.pause(until=20)
    server.now = 30
    server.heartbeat(5, 30)
    assert server.stored() == [(5, 10), (20, 30)]
    assert server.intake.insert("window", [event(6, 29)])[0].data == DATA
    assert server.stored() == [(5, 10), (6, 10), (20, 29), (20, 30)]


def test_an_event_with_an_id_stays_where_its_new_time_is_kept_out(server: Server) -> None:
    old = server.intake.insert("window", [event(0, 5)])[0]
    server.now = 10
    server.pause()
    server.now = 20
    moved = event(12, 15)
    moved.id = old.id
    assert server.intake.insert("window", [moved]) == []
    assert server.stored() == [(0, 5)]


def test_a_heartbeat_does_not_stretch_an_event_over_a_pause(server: Server) -> None:
    server.heartbeat(0, 9, pulsetime=100)
    server.now = 10
    server.pause(until=20)
    server.now = 21
    server.heartbeat(21, 21, pulsetime=100)
    server.now = 25
    server.heartbeat(25, 25, pulsetime=100)
    assert server.stored() == [(0, 9), (21, 25)]


def test_a_late_heartbeat_does_not_stretch_an_event_over_a_pause(server: Server) -> None:
    server.heartbeat(0, 9, pulsetime=100)
    for server.now, until in ((10, 20), (40, 50)):
        server.pause(until)
    server.now = 60
    server.heartbeat(25, 25, pulsetime=100)
    assert server.stored() == [(0, 9), (25, 25)]


def test_what_a_person_enters_is_stored_in_a_pause(server: Server) -> None:
    server.heartbeat(0, 9, pulsetime=100, bucket="stopwatch")
    server.now = 10
    server.pause()
    server.now = 20
    server.heartbeat(20, 20, pulsetime=100, bucket="stopwatch")
    assert server.stored("stopwatch") == [(0, 20)]


def test_an_import_is_cut_only_if_it_was_sensed_here(server: Server, datastore: Datastore) -> None:
    server.now = 10
    server.pause(until=20)
    server.now = 100
    bucket = Bucket(id="b", type="currentwindow", client="c", hostname="h", created=from_micros(BEGIN))
    events = [event(0, 5), event(8, 22), event(12, 13), event(20, 21)]
    assert server.intake.import_batches(bucket, batches(events), sensed=True) == 4
    assert server.stored("b") == [(0, 5), (8, 10), (20, 21), (20, 22)]
    datastore.delete_bucket("b")
    assert server.intake.import_batches(bucket, batches(events)) == 4
    assert server.stored("b") == [(0, 5), (8, 22), (12, 13), (20, 21)]


def test_a_pause_is_marked_by_one_event_that_grows(server: Server) -> None:
    server.now = 10
    server.pause()
    for server.now in (12, 15):
        assert server.marks() == [(10, server.now)]
    server.now = 20
    server.pauses.end()
    assert server.marks() == [(10, 20)]
    assert [mark.data for mark in server.datastore["aw-pause_h"].get()] == [{"by": "hand"}]
    assert server.datastore["aw-pause_h"].metadata()["type"] == "pause"


def test_a_pause_that_outlasted_its_schedule_ends_when_it_is_released(server: Server) -> None:
    server.pause(until=10, by="schedule")
    server.pause(until=40, by="hand")
    server.now = 30
    server.pauses.release("hand")
    assert server.marks() == [(0, 30)]


def test_a_pause_that_ends_while_the_server_is_down_is_marked_as_long_as_it_was(server: Server) -> None:
    server.now = 10
    server.pause(until=20)
    server.now = 15
    server.pauses.tend()
    server.now = 500
    server.start()
    assert not server.pauses.is_paused
    assert server.marks() == [(10, 20)]


def test_a_pause_without_an_end_outlasts_any_restart(server: Server) -> None:
    server.now = 10
    server.pause()
    server.now = 10**6
    server.start()
    assert server.pauses.status()["since"] == from_micros(BEGIN + 10 * SECOND).isoformat()
    assert server.heartbeat(500, 10**6).id is None


def test_a_pause_is_marked_once_the_database_can_be_written_again(tmp_path: Path) -> None:
    server = Server(tmp_path / "pause.json", Datastore(MemoryStorage))
    server.now = 10
    server.pause()
    server.datastore.close()
    server.now = 20
    server.pauses.end()
    server.pauses.tend()
    server.datastore = Datastore(MemoryStorage)
    server.now = 30
    server.start()
    assert server.marks() == [(10, 20)]
    server.datastore.delete_bucket("aw-pause_h")
    assert server.marks() == []


def test_a_mark_that_is_deleted_keeps_nothing_out_any_more(server: Server) -> None:
    for server.now, until in ((10, 20), (30, 40)):
        server.pause(until)
    server.now = 50
    assert server.marks() == [(10, 20), (30, 40)]
    server.datastore.delete_bucket("aw-pause_h")
    assert server.heartbeat(12, 13).id is not None


def test_a_clock_set_back_does_not_keep_out_what_comes_then(server: Server) -> None:
    server.now = 1000
    server.pause(until=2000)
    server.now = 2000
    assert server.marks() == [(1000, 2000)]
    server.now = 1500
    assert server.heartbeat(1500, 1500).id is not None
    assert server.marks() == [(1000, 1500)]
    server.now = 500
    assert server.heartbeat(500, 500).id is not None
    assert server.marks() == []


def test_a_clock_set_back_does_not_end_a_pause(server: Server) -> None:
    server.now = 1000
    server.pause(until=2000)
    server.now = 1200
    server.pauses.tend()
    server.now = 500
    assert server.heartbeat(500, 500).id is None
    server.now = 600
    assert server.marks() == [(500, 600)]


def test_what_cannot_be_kept_is_not_so(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PauseFile, "write", full)
    with pytest.raises(OSError, match="No space"):
        server.pause()
    assert not server.pauses.is_paused


def test_a_file_that_cannot_be_written_when_a_pause_ends_is_tried_again_no_more_than_now_and_then(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def full(*_: object) -> None:
        tries.append(server.now)
        raise OSError(28, "No space left on device")

    server.pause(until=10)
    server.pauses.wait(0)  # who waits has heard of the pause
    monkeypatch.setattr(PauseFile, "write", full)
    server.now = 20
    server.pauses.tend()
    began, before = time.monotonic(), len(tries)
    server.pauses.wait(0.3)
    assert time.monotonic() - began > 0.2  # it slept: nothing had changed
    assert (before > 0, len(tries)) == (True, before)
    monkeypatch.undo()
    server.pauses.tend()
    assert server.marks() == [(0, 10)]
    server.start()
    assert not server.pauses.is_paused


UNREADABLE_TEXTS = [
    '{"pause": 5}',
    '{"pause": {"current": {}}}',
    "{}",
    "[]",
    "{",
    "",
    "\0" * 60,
    "[" * 100_000,
]


@pytest.mark.parametrize("text", UNREADABLE_TEXTS)
def test_a_file_that_cannot_be_read_is_a_pause_until_a_person_ends_it(
    server: Server, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    server.file.write_text(text)
    server.now = 10
    for server.now in (10, 20):
        server.start()
        assert server.pauses.is_paused
        assert server.heartbeat(server.now, server.now).id is None
        assert "until somebody resumes it" in str(server.pauses.problem)
    assert len(caplog.records) == 1
    assert str(server.file) in caplog.text
    assert [kept.read_text() for kept in server.file.parent.glob("*.damaged-*")] == [text]
    server.pauses.end()
    server.start()
    assert (server.pauses.is_paused, server.pauses.problem) == (False, None)
    assert server.marks() == [(10, 20)]


def test_a_file_that_the_system_does_not_let_read_is_a_pause(server: Server) -> None:
    server.file.mkdir()
    server.start()
    assert server.pauses.status()["by"] == UNREADABLE


def test_a_file_that_can_neither_be_read_nor_written_is_a_pause(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.file.write_text("{")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(PauseFile, "write", full)
        server.start()
    assert server.pauses.is_paused
    server.start()
    assert server.pauses.is_paused


def test_a_schedule_does_not_end_the_pause_of_a_file_that_cannot_be_read_and_a_person_does(
    server: Server,
) -> None:
    server.file.write_text("{")
    server.start()
    server.pause(until=10, by="schedule")
    server.pauses.release("schedule")
    assert server.pauses.is_paused
    server.pause(until=20, by=HAND)
    assert server.pauses.problem is None
    server.now = 20
    assert not server.pauses.is_paused


def test_late_events_from_marked_pauses_are_kept_out_also_when_the_file_is_damaged(server: Server) -> None:
    server.now = 10
    server.pause(until=20)
    server.now = 30
    assert server.marks() == [(10, 20)]
    server.file.write_text("{")
    server.start()
    assert server.heartbeat(12, 13).id is None
    assert server.heartbeat(22, 23).id is not None


def test_so_many_hold_a_pause_and_no_more(server: Server) -> None:
    names = [f"n{number}" for number in range(15)]
    for name in (HAND, *names):
        server.pause(until=100, by=name)
    with pytest.raises(TooManyHoldersError, match="one-more"):
        server.pause(by="one-more")
    server.pause(until=200, by=HAND)
    for name in names:
        server.pause(until=10, by=name)
    server.now = 10
    server.pause(until=30, by="one-more")
    assert server.pauses.status()["until"] == from_micros(BEGIN + 200 * SECOND).isoformat()


def imported(server: Server, start: int, end: int) -> Event:
    """An event that was sensed elsewhere in a pause of this machine, as it is stored."""
    bucket = Bucket(id="window", type="currentwindow", client="c", hostname="h", created=from_micros(BEGIN))
    server.intake.import_batches(bucket, batches([event(start, end)]))
    return server.datastore["window"].get()[0]


def edit(server: Server, old: Event, start: int, end: int) -> list[Event]:
    new = event(start, end)
    new.id, new.data = old.id, {"app": "edited"}
    return server.intake.insert("window", [new])


@pytest.mark.parametrize("still", [True, False])
def test_an_edit_of_an_imported_event_from_a_pause_is_stored(server: Server, *, still: bool) -> None:
    server.now = 10
    server.pause(until=None if still else 20)
    server.now = 30
    old = imported(server, 12, 18)
    [stored] = edit(server, old, 12, 17)
    assert (stored.id, stored.data) == (old.id, {"app": "edited"})
    assert server.stored() == [(12, 17)]


def test_an_edit_may_move_an_event_into_a_pause_that_is_over(server: Server) -> None:
    [old] = server.intake.insert("window", [event(0, 5)])
    server.now = 10
    server.pause(until=20)
    server.now = 30
    assert len(edit(server, old, 8, 15)) == 1
    server.pause()
    assert len(edit(server, old, 11, 30)) == 1
    assert server.stored() == [(11, 30)]


def test_no_edit_reaches_further_into_the_pause_that_is_now(server: Server) -> None:
    [old] = server.intake.insert("window", [event(0, 5)])
    server.now = 10
    server.pause()
    server.now = 20
    assert len(edit(server, old, 0, 18)) == 1
    assert server.stored() == [(0, 10)]


def test_an_event_with_an_id_that_is_not_there_is_no_edit(server: Server) -> None:
    server.now = 10
    server.pause()
    server.now = 20
    stranger = event(12, 13)
    stranger.id = 4711
    assert server.intake.insert("window", [stranger]) == []


def test_the_keeper_marks_a_pause_when_its_time_has_come(datastore: Datastore, tmp_path: Path) -> None:
    pauses = Pauses(PauseFile(tmp_path / "pause.json"), Marks(datastore, "h"))
    with PauseKeeper(pauses) as keeper:
        pauses.begin("hand", time.time_ns() // 1000 + SECOND // 2)
        deadline = time.monotonic() + 20
        while pauses.is_paused or pauses._state.unmarked:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    assert not keeper._thread.is_alive()
    [mark] = datastore["aw-pause_h"].get()
    assert mark.end.isoformat() == pauses.status()["ended"]


lengths, ages = st.integers(0, 12), st.sampled_from([0, 0, 0, 1, 5, 20])
steps = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 8)),
    st.tuples(st.just("pause"), st.sampled_from(["hand", "schedule"]), st.none() | st.integers(1, 12)),
    st.tuples(st.just("release"), st.sampled_from(["hand", "schedule"])),
    st.tuples(st.sampled_from(["resume", "restart", "tend"])),
    st.tuples(st.just("heartbeat"), lengths, ages, st.sampled_from([0.0, 2.5, 50.0])),
    st.tuples(st.just("heartbeat"), st.just(0), st.just(0), st.just(50.0)),
    st.tuples(st.sampled_from(["insert", "import"]), lengths, ages),
)


class Story:
    """A server, and the plainest model of it: which seconds were paused, and which were sensed."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.holds: dict[str, int | None] = {}
        self.paused: set[int] = set()
        self.sensed: set[int] = set()

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            now = self.server.now
            if any(until is None or until > now for until in self.holds.values()):
                self.paused.add(now)
            self.server.now += 1

    def pause(self, by: str, seconds: int | None) -> None:
        self.holds[by] = None if seconds is None else self.server.now + seconds
        self.server.pause(self.holds[by], by)

    def release(self, by: str) -> None:
        self.holds.pop(by, None)
        self.server.pauses.release(by)

    def resume(self) -> None:
        self.holds.clear()
        self.server.pauses.end()

    def restart(self) -> None:
        self.server.start()

    def tend(self) -> None:
        self.server.pauses.tend()

    def heartbeat(self, length: int, age: int, pulsetime: float) -> None:
        self.server.heartbeat(*self.sense(length, age), pulsetime)

    def insert(self, length: int, age: int) -> None:
        self.server.intake.insert("window", [event(*self.sense(length, age))])

    def import_(self, length: int, age: int) -> None:
        bucket = Bucket(
            id="window", type="currentwindow", client="c", hostname="h", created=from_micros(BEGIN)
        )
        sensed = batches([event(*self.sense(length, age))])
        self.server.intake.import_batches(bucket, sensed, sensed=True)

    def sense(self, length: int, age: int) -> tuple[int, int]:
        end = max(0, self.server.now - age)
        start = max(0, end - length)
        self.sensed.update(range(start, end))
        return start, end


def halves(seconds: set[int]) -> set[int]:
    """The half seconds in some seconds: what covers half of one is seen, too."""
    return {half for moment in seconds for half in (2 * moment, 2 * moment + 1)}


@given(st.lists(steps, min_size=5, max_size=40))
def test_nothing_inside_a_pause_is_stored_and_everything_outside_is(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Any, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("pauses")
    with Datastore(MemoryStorage) as datastore:
        server = Server(folder / "pause.json", datastore)
        story = Story(server)
        for name, *arguments in steps:
            getattr(story, "import_" if name == "import" else name)(*arguments)
        stored = {half for start, end in server.stored() for half in range(int(start * 2), int(end * 2))}
        assert not stored & halves(story.paused)
        assert stored >= halves(story.sensed - story.paused)
        server.pauses.end()
        marked = {moment for start, end in server.marks() for moment in range(int(start), int(end))}
        assert marked == story.paused


def past(server: Server, since: int, until: int, by: str = "hand") -> None:
    server.pauses.add_past(by, BEGIN + since * SECOND, BEGIN + until * SECOND)


def end_at(server: Server, moment: int) -> None:
    server.pauses.end(BEGIN + moment * SECOND)


def test_a_pause_that_was_over_when_it_was_told_of_keeps_out_what_comes_later(server: Server) -> None:
    server.now = 30
    for _ in range(2):  # as one who did not hear the answer
        past(server, 10, 20)
        assert not server.pauses.is_paused
        assert server.marks() == [(10, 20)]
    server.heartbeat(5, 25)
    assert server.stored() == [(5, 10), (20, 25)]
    server.start()
    assert server.heartbeat(12, 18).id is None


def test_a_pause_that_was_over_is_kept_over_a_restart_before_it_is_marked(server: Server) -> None:
    server.now = 30
    server.pauses.tend = lambda: None  # type: ignore[method-assign] # as if it were killed before
    past(server, 10, 20)
    server.start()
    assert server.heartbeat(12, 18).id is None
    assert server.marks() == [(10, 20)]


def test_a_pause_that_was_over_leaves_the_others_as_they_were(server: Server) -> None:
    server.now = 10
    server.pause(until=20)
    server.now = 40
    server.pause(by="schedule")
    server.now = 50
    past(server, 5, 45, by="phone")
    assert server.pauses.is_paused
    assert server.marks() == [(5, 10), (10, 20), (20, 40), (40, 50)]


def test_a_pause_counts_from_when_it_was_asked_for_also_before_the_one_that_is_now(server: Server) -> None:
    server.now = 10
    server.pause(until=12, by="phone")
    server.now = 30
    server.pause(by="schedule")
    server.now = 40
    server.pause(since=5)
    assert server.heartbeat(7, 9).id is None
    assert server.heartbeat(20, 25).id is None
    assert server.marks() == [(5, 10), (10, 12), (12, 30), (30, 40)]


def test_a_pause_counts_until_a_person_asked_for_something_else(server: Server) -> None:
    server.now = 10
    server.pause()
    server.now = 20
    server.pauses.end()
    server.now = 30
    server.pause(since=5)
    assert not server.pauses.is_paused
    assert server.marks() == [(5, 10), (10, 20)]


def test_a_pause_that_was_asked_for_earlier_changes_nothing_of_when_this_one_ends(server: Server) -> None:
    server.now = 20
    server.pause(until=60)
    server.now = 30
    server.pause(since=10)
    past(server, 12, 25)
    server.now = 60
    assert not server.pauses.is_paused
    assert server.marks() == [(10, 20), (20, 60)]


ORDERS: dict[str, list[Callable[[Server], None]]] = {
    "paused, resumed": [lambda server: server.pause(since=10), lambda server: end_at(server, 20)],
    "paused, paused for a time": [
        lambda server: server.pause(since=10),
        lambda server: server.pause(since=20, until=50),
    ],
}


@pytest.mark.parametrize(("story", "end"), [("paused, resumed", 20), ("paused, paused for a time", 50)])
@given(first=st.permutations([0, 1]), more=st.lists(st.integers(0, 1), max_size=5))
def test_what_a_person_asked_for_comes_to_the_same_in_whatever_order_it_is_told(
    tmp_path_factory: pytest.TempPathFactory, story: str, end: int, first: list[int], more: list[int]
) -> None:
    """As when requests that nobody waits for any more lie with a server that hung."""
    with Datastore(MemoryStorage) as datastore:
        server = Server(tmp_path_factory.mktemp("pauses") / "pause.json", datastore)
        server.now = 40
        for number in (*first, *more):
            ORDERS[story][number](server)
        server.now = 60
        marked = {moment for start, end in server.marks() for moment in range(int(start), int(end))}
        assert marked == set(range(10, end))


def test_resuming_told_late_leaves_the_pause_that_was_asked_for_after_it(server: Server) -> None:
    server.now = 10
    server.pause()
    server.now = 30
    server.pause()
    server.now = 40
    assert server.marks() == [(10, 40)]
    end_at(server, 20)
    assert server.pauses.is_paused
    assert server.heartbeat(21, 25).id is not None
    assert server.marks() == [(10, 20), (30, 40)]


def test_a_pause_that_was_over_takes_the_place_of_what_the_same_one_asked_for(server: Server) -> None:
    server.now = 10
    server.pause()
    server.now = 40
    assert server.marks() == [(10, 40)]
    past(server, 20, 30)
    assert not server.pauses.is_paused
    assert server.marks() == [(10, 30)]
    assert server.heartbeat(30, 40).id is not None


def test_a_pause_ends_when_it_was_resumed_not_when_that_is_told(server: Server) -> None:
    server.now = 10
    server.pause()
    server.now = 40
    assert server.marks() == [(10, 40)]
    end_at(server, 20)
    assert server.marks() == [(10, 20)]
    server.heartbeat(5, 40)
    assert server.stored() == [(5, 10), (20, 40)]
    end_at(server, 20)
    assert server.marks() == [(10, 20)]


def test_a_pause_that_was_resumed_at_once_has_no_mark(server: Server) -> None:
    server.now = 10
    server.pause()
    server.now = 40
    assert server.marks() == [(10, 40)]
    end_at(server, 10)
    assert server.marks() == []
    server.heartbeat(5, 40)
    assert server.stored() == [(5, 40)]


@pytest.mark.parametrize("marked", [True, False])
def test_a_pause_whose_time_is_over_ended_when_it_was_resumed(server: Server, *, marked: bool) -> None:
    server.now = 10
    server.pause(until=30)
    server.now = 40
    if marked:
        assert server.marks() == [(10, 30)]
    end_at(server, 20)
    assert server.marks() == [(10, 20)]
    server.heartbeat(5, 40)
    assert server.stored() == [(5, 10), (20, 40)]


@pytest.mark.parametrize(("moment", "error"), [(9, FollowedError), (41, BadParameterError)])
def test_a_pause_cannot_have_ended_before_it_began_or_in_time_to_come(
    server: Server, moment: int, error: type[Exception]
) -> None:
    server.now = 10
    server.pause()
    server.now = 40
    before = server.pauses.status()
    with pytest.raises(error, match="at: expected no moment"):
        end_at(server, moment)
    assert server.pauses.status() == before
