"""What counts: the server's word, and while it is away what is remembered, what was asked for, and the schedule."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aw_client import ActivityWatchClient
from aw_client.pause import Pause
from aw_client.transport import HTTPError, ServerUnreachableError
from aw_client.untold import is_being_told
from aw_manager.keeper import Surroundings
from aw_manager.module import ModuleState
from aw_manager.pausing.follower import PauseFollower
from aw_manager.pausing.handover import begin_pause, end_pause
from aw_manager.pausing.memory import Memory
from aw_manager.pausing.orders import Order, Orders
from aw_manager.pausing.recording import Recording
from aw_manager.pausing.schedule import Schedule
from aw_manager.watcherkeeper import WatcherKeeper

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
AWAY = ServerUnreachableError("away")
ON = Pause(paused=False)


class Server:
    """What a client says of its server, as the follower sees it; None stands for one that is away."""

    def __init__(self) -> None:
        self.pause_now: Pause | None = ON
        self.asked: list[Any] = []
        self.refuses_moments: int | None = None

    def get_pause(self) -> Pause:
        if self.pause_now is None:
            raise AWAY
        return self.pause_now

    def pause(self, **given: Any) -> Pause:
        self.get_pause()
        self.refuse(given.get("since"))
        self.asked.append(given)
        self.pause_now = Pause(paused=True, until=given["until"], by=given.get("by", "hand"))
        return self.pause_now

    def refuse(self, moment: datetime | None) -> None:
        if self.refuses_moments is not None and moment is not None:
            answer = SimpleNamespace(status_code=self.refuses_moments, request=None)
            raise HTTPError("no", response=cast(Any, answer))

    def resume(self, **given: Any) -> Pause:
        self.get_pause()
        self.refuse(given.get("at"))
        self.asked.append(given)
        self.pause_now = ON
        return self.pause_now


class Scene:
    def __init__(self, announcer: Any, entries: list[str]) -> None:
        self.time = NOON
        self.server = Server()
        self.orders = Orders("http://127.0.0.1:5666", testing=True)
        self.memory = Memory("http://127.0.0.1:5666", testing=True)
        self.recording = Recording()
        self.follower = PauseFollower(
            cast(ActivityWatchClient, self.server),
            Schedule(entries, UTC),
            self.orders,
            self.memory,
            recording=self.recording,
            announcer=announcer,
            clock=lambda: self.time,
        )

    def now(self) -> tuple[bool, datetime | None]:
        pause = self.follower.now()
        return pause.paused, pause.until


@pytest.fixture(name="scene")
def scene_fixture(around: Surroundings) -> Scene:
    return Scene(around.announcer, [])


@pytest.fixture(name="scheduled")
def scheduled_fixture(around: Surroundings) -> Scene:
    return Scene(around.announcer, ["daily 12:00-13:00"])


def test_the_servers_word_counts(scene: Scene) -> None:
    assert scene.now() == (False, None)
    scene.server.pause_now = Pause(paused=True, until=NOON + HOUR, by="hand")
    assert scene.now() == (True, NOON + HOUR)
    assert scene.server.asked == []


def test_a_pause_goes_on_while_the_server_is_away_until_it_was_to_end(scene: Scene) -> None:
    scene.server.pause_now = Pause(paused=True, until=NOON + HOUR, by="hand")
    scene.now()
    scene.server.pause_now = None
    assert scene.now() == (True, NOON + HOUR)
    scene.time = NOON + HOUR
    assert scene.now() == (False, None)


def test_what_is_asked_for_without_a_server_holds_and_is_handed_over(scene: Scene) -> None:
    scene.server.pause_now = None
    scene.orders.add(Order(NOON, pause=True))
    assert scene.now() == (True, None)
    scene.time = NOON + HOUR
    scene.server.pause_now = ON
    assert scene.now() == (True, None)
    assert scene.server.asked == [{"until": None, "since": NOON}]
    assert scene.orders.waiting() == ()


def test_a_resume_without_a_server_is_handed_over_too(scheduled: Scene) -> None:
    scheduled.now()
    scheduled.server.pause_now = None
    scheduled.orders.add(Order(NOON + HOUR / 4, pause=False))
    scheduled.time = NOON + HOUR / 2
    assert scheduled.now() == (False, None)
    scheduled.server.pause_now = Pause(paused=True, by="schedule")
    scheduled.server.asked.clear()
    scheduled.follower.now()
    assert scheduled.server.asked[0] == {"at": NOON + HOUR / 4}


def test_a_resume_does_not_end_a_pause_that_began_later(scene: Scene) -> None:
    scene.server.pause_now = later = Pause(paused=True, since=NOON, by="hand")
    scene.server.refuses_moments = 409
    scene.orders.add(Order(NOON - HOUR, pause=False))
    assert scene.follower.now() == later
    assert (scene.server.asked, scene.orders.waiting()) == ([], ())


def test_all_that_was_asked_for_is_told_in_its_order(scene: Scene) -> None:
    scene.server.pause_now = Pause(paused=True, by="hand")
    scene.orders.add(Order(NOON - HOUR, pause=False))
    scene.orders.add(Order(NOON - HOUR / 2, pause=True))
    assert scene.now() == (True, None)
    assert scene.server.asked == [{"at": NOON - HOUR}, {"until": None, "since": NOON - HOUR / 2}]


def test_what_the_server_did_not_take_waits_on(scene: Scene) -> None:
    scene.server.refuses_moments = 503
    scene.orders.add(Order(NOON, pause=True))
    assert scene.now() == (True, None)
    assert scene.orders.waiting() == (Order(NOON, pause=True),)


def test_clients_do_not_wait_for_a_server_that_refuses(scene: Scene) -> None:
    scene.server.refuses_moments = 404
    scene.orders.add(Order(NOON, pause=True))
    os.utime(scene.orders.path, (0, 0))
    assert scene.now() == (True, None)
    assert not is_being_told(scene.orders.path)


def test_who_pauses_pauses_longer_than_a_schedule_that_holds_it(scene: Scene) -> None:
    scheduled = Pause(paused=True, until=NOON + HOUR, by="schedule")
    longer = Pause(paused=True, by="hand")
    answers = iter([scheduled, longer])
    scene.server.pause = lambda **_: next(answers)  # type: ignore[method-assign]
    client = cast(ActivityWatchClient, scene.server)
    assert begin_pause(client, NOON, until=None, duration=None) == longer


def test_who_resumes_resumes_also_where_the_pause_was_asked_for_later(scene: Scene) -> None:
    asked: list[Any] = []

    def resume(**given: Any) -> Pause:
        asked.append(given)
        return Pause(paused=bool(given))

    scene.server.resume = resume  # type: ignore[method-assign]
    end_pause(cast(ActivityWatchClient, scene.server), NOON)
    assert asked == [{"at": NOON}, {}]


def test_clients_wait_as_long_as_the_manager_tries_to_tell_the_server(scene: Scene) -> None:
    scene.server.pause_now = None
    scene.orders.add(Order(NOON, pause=True))
    os.utime(scene.orders.path, (0, 0))
    assert not is_being_told(scene.orders.path)
    scene.now()
    assert is_being_told(scene.orders.path)


def test_a_pause_that_was_over_before_the_server_came_back_is_handed_over_too(scene: Scene) -> None:
    scene.orders.add(Order(NOON - HOUR, pause=True, until=NOON))
    scene.follower.now()
    assert scene.server.asked == [{"until": NOON, "since": NOON - HOUR}]
    assert scene.orders.waiting() == ()


def test_a_pause_is_handed_over_though_something_else_was_asked_for_since(scene: Scene) -> None:
    half, hour = NOON - HOUR / 2, NOON - HOUR
    scene.orders.add(Order(hour, pause=True, until=half))
    scene.orders.add(Order(NOON - HOUR / 4, pause=True))
    scene.orders.add(Order(NOON, pause=False))
    assert scene.now() == (False, None)
    assert scene.server.asked == [
        {"until": half, "since": hour},
        {"until": NOON, "since": NOON - HOUR / 4},
        {"at": NOON},
    ]
    assert scene.orders.waiting() == ()


def test_a_pause_that_was_over_longer_ago_than_servers_take_is_forgotten(scene: Scene) -> None:
    long_ago = NOON - timedelta(days=7)
    scene.orders.add(Order(long_ago - HOUR, pause=True, until=long_ago))
    assert scene.now() == (False, None)
    assert (scene.server.asked, scene.orders.waiting()) == ([], ())


def test_a_server_whose_clock_is_behind_is_told_of_a_pause_from_now(scene: Scene) -> None:
    scene.server.refuses_moments = 400
    scene.orders.add(Order(NOON, pause=True))
    assert scene.now() == (True, None)
    assert scene.server.asked == [{"until": None}]


def test_a_server_whose_clock_is_behind_is_told_to_resume_now(scene: Scene) -> None:
    scene.server.refuses_moments = 400
    scene.server.pause_now = Pause(paused=True, since=NOON - HOUR, by="hand")
    scene.orders.add(Order(NOON, pause=False))
    assert scene.now() == (False, None)
    assert (scene.server.asked, scene.orders.waiting()) == ([{}], ())


def test_a_server_that_takes_no_pause_that_is_over_is_not_told_again(scene: Scene) -> None:
    scene.server.refuses_moments = 400
    scene.orders.add(Order(NOON - HOUR, pause=True, until=NOON))
    assert scene.now() == (False, None)
    assert (scene.server.asked, scene.orders.waiting()) == ([], ())


def test_a_schedule_pauses_and_does_not_ask_twice(scheduled: Scene) -> None:
    for _ in range(2):
        assert scheduled.now() == (True, NOON + HOUR)
    assert scheduled.server.asked == [{"until": NOON + HOUR, "by": "schedule"}]


def test_a_schedule_makes_a_shorter_pause_longer_and_leaves_a_longer_one(scheduled: Scene) -> None:
    scheduled.server.pause_now = Pause(paused=True, until=None, by="hand")
    scheduled.now()
    assert scheduled.server.asked == []
    scheduled.server.pause_now = Pause(paused=True, until=NOON + HOUR / 4, by="hand")
    assert scheduled.now() == (True, NOON + HOUR)


def test_a_resume_by_hand_holds_in_a_scheduled_pause(scheduled: Scene) -> None:
    scheduled.server.pause_now = Pause(paused=False, resumed=NOON + HOUR / 4)
    scheduled.time = NOON + HOUR / 2
    assert scheduled.now() == (False, None)
    scheduled.time = NOON + 24 * HOUR
    assert scheduled.now() == (True, NOON + 25 * HOUR)


def test_a_schedule_that_was_taken_away_does_not_hold_its_pause(scheduled: Scene, scene: Scene) -> None:
    scheduled.now()
    scene.server.pause_now = scheduled.server.pause_now
    assert scene.now() == (False, None)
    assert scene.server.asked == [{"by": "schedule"}]
    assert scene.memory.scheduled is None


def test_a_manager_leaves_the_schedule_of_another_one_alone(scheduled: Scene, scene: Scene) -> None:
    """Two managers of one server, as on two machines; each comes to its own end."""
    scheduled.now()
    others = Pause(paused=True, until=NOON + 5 * HOUR, by="schedule")
    for one in (scheduled, scene):
        one.server.pause_now = others
        one.server.asked.clear()
        for one.time in (NOON, NOON + 2 * HOUR):
            assert one.now() == (True, others.until)
        assert one.server.asked == []


def test_what_is_kept_for_one_server_is_not_told_to_another(scene: Scene) -> None:
    order = Order(NOON, pause=True)
    scene.orders.add(order)
    scene.memory.keep_known(Pause(paused=True))
    scene.memory.keep_scheduled(NOON)
    for server in ("http://127.0.0.1:5667", "http://elsewhere:5666", "http://[::2]:5666"):
        other = Memory(server, testing=True)
        assert (other.known, other.scheduled) == (None, None)
        assert Orders(server, testing=True).waiting() == ()
    for same in ("http://localhost:5666", "http://[::1]:5666"):
        assert Orders(same, testing=True).waiting() == (order,)
    assert Orders("http://127.0.0.1:5666", testing=False).waiting() == ()


def test_a_schedule_holds_without_a_server(scheduled: Scene) -> None:
    scheduled.server.pause_now = None
    assert scheduled.now() == (True, NOON + HOUR)


def test_the_user_is_told_once_of_each_change(scene: Scene, said: Any) -> None:
    async def script() -> None:
        for pause in (ON, Pause(paused=True, by="hand"), Pause(paused=True, by="hand"), ON, ON):
            scene.server.pause_now = pause
            await scene.follower.look()

    asyncio.run(script())
    assert said.texts == ["Recording: paused by hand until it is resumed", "Recording: resumed"]


def test_the_next_look_is_no_later_than_the_next_change(scheduled: Scene) -> None:
    scheduled.time = NOON - timedelta(seconds=1)
    assert scheduled.follower._pause() == 1
    scheduled.time = NOON - HOUR
    assert scheduled.follower._pause() == 3
    scheduled.recording.pause(scheduled.time + timedelta(seconds=2))
    assert scheduled.follower._pause() == 2


def test_the_end_of_a_pause_that_has_passed_here_but_not_on_the_server_is_no_reason_to_ask_at_once(
    scheduled: Scene,
) -> None:
    scheduled.time = NOON - HOUR
    scheduled.recording.pause(scheduled.time - timedelta(seconds=90))
    assert scheduled.follower._pause() == 3


DAMAGE = [
    *("", "{", "5", '{"at": 5}', '[{"at": 5}]', '[{"at": "x", "pause": true, "until": null}]'),
    pytest.param("[" * 100_000, id="deep"),
]


@pytest.mark.parametrize("text", DAMAGE)
def test_what_is_remembered_and_damaged_counts_for_nothing(scene: Scene, text: str) -> None:
    for file in (scene.memory._known, scene.memory._scheduled):
        file.write_text(text)
    assert (scene.memory.known, scene.memory.scheduled) == (None, None)


@pytest.mark.parametrize("text", DAMAGE)
def test_damaged_orders_are_a_pause_until_a_person_resumes(scene: Scene, text: str) -> None:
    scene.orders.path.write_text(text)
    written = NOON - timedelta(days=365)
    os.utime(scene.orders.path, (written.timestamp(), written.timestamp()))
    doubt = Order(written, pause=True)
    assert scene.orders.waiting() == scene.orders.waiting() == (doubt,)
    [aside] = scene.orders.path.parent.glob("*.damaged-*")
    assert aside.read_text() == text
    resumed = Order(NOON + HOUR, pause=False)
    scene.orders.add(resumed)
    assert scene.orders.waiting() == (doubt, resumed)


def test_what_was_asked_for_meanwhile_is_not_forgotten(scene: Scene) -> None:
    first, second = Order(NOON, pause=True), Order(NOON + HOUR, pause=False)
    scene.orders.add(first)
    scene.orders.add(second)
    scene.orders.forget([first])
    assert scene.orders.waiting() == (second,)
    scene.orders.forget([second])
    assert not scene.orders.path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")
def test_a_watcher_is_ended_in_a_pause_and_started_after_it_without_counting(
    around: Surroundings, fakes: Any
) -> None:
    fakes.add("aw-watcher-fake", "note('started'); time.sleep(600)")
    recording = Recording()
    recording.pause(None)
    seen: list[ModuleState] = []
    keeper = WatcherKeeper(
        "aw-watcher-fake",
        replace(around),
        lambda: seen.append(keeper.status.state) if keeper.status.state not in seen[-1:] else None,
        recording,
    )

    async def state(wanted: ModuleState) -> None:
        while keeper.status.state is not wanted:  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.01)

    async def script() -> None:
        keeping = asyncio.create_task(keeper.run())
        await state(ModuleState.PAUSED)
        assert fakes.notes() == []
        recording.resume()
        await state(ModuleState.RUNNING)
        recording.pause(None)
        await state(ModuleState.PAUSED)
        assert keeper.status.pid is None
        recording.resume()
        await state(ModuleState.RUNNING)
        assert keeper.status.restarts == 0
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    asyncio.run(asyncio.wait_for(script(), 30))
    assert len(fakes.notes()) == 2
    assert not {ModuleState.FAILED, ModuleState.WAITING} & set(seen)
