"""What the doctor says."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aw_client.pause import Pause
from aw_core.address import ServerAddress
from aw_core.dirs import get_config_dir
from aw_manager.discovery import ModuleFinder
from aw_manager.doctor import Facts, Finding, Verdict, diagnose, gather
from aw_manager.doctor.backends import list_backends
from aw_manager.doctor.facts import Desktop, Disk
from aw_manager.doctor.gather import desktop_of
from aw_manager.doctor.heard import Heard
from aw_manager.instance import RunningManager
from aw_manager.module import ModuleState, ModuleStatus
from aw_manager.server import Answer, ServerAnswer

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=1)
TRACKER = ServerAnswer(Answer.TRACKER, {"version": "v1", "testing": False, "hostname": "here"}, clock=NOW)
WINDOW = "aw-watcher-window"


def bucket(silence: float | None, **more: str) -> dict[str, Any]:
    """What the server lists of a bucket whose last event ended so many seconds ago."""
    end = None if silence is None else (NOW - timedelta(seconds=silence)).isoformat()
    listed = {
        "type": "currentwindow",
        "client": WINDOW,
        "hostname": "here",
        "metadata": {"start": None, "end": end},
    }
    return {**listed, **more}


def manager(*modules: ModuleStatus) -> RunningManager:
    return RunningManager(pid=7, since=LONG_AGO, address="http://127.0.0.1:5600", modules=modules)


def module(state: ModuleState, message: str = "", since: datetime = LONG_AGO) -> ModuleStatus:
    return ModuleStatus(name=WINDOW, state=state, since=since, message=message)


HEALTHY = Facts(
    now=NOW,
    hostname="here",
    address=ServerAddress(),
    testing=False,
    answer=TRACKER,
    port_owner=None,
    manager=manager(module(ModuleState.RUNNING)),
    expected=("aw-server", WINDOW),
    installed=frozenset({"aw-server", WINDOW}),
    processes={WINDOW: 8},
    disk=Disk("/data", 50 << 30),
    desktop=Desktop("x11", "XFCE"),
    buckets={"aw-watcher-window_here": bucket(5)},
)


def found(subject: str, **changes: Any) -> Finding:
    """What is found of a subject when this is different from a healthy machine."""
    return next(finding for finding in diagnose(replace(HEALTHY, **changes)) if finding.subject == subject)


def window(**changes: Any) -> Finding:
    return found(WINDOW, **changes)


def test_healthy_machine_has_only_good_findings() -> None:
    assert {finding.verdict for finding in diagnose(HEALTHY)} == {Verdict.OK}


def test_source_with_a_recent_event_records() -> None:
    assert window() == Finding(
        subject=WINDOW, verdict=Verdict.OK, text="records: last event ended 5 s ago", records=True
    )


def test_event_that_reaches_until_now_records_whatever_the_manager_says() -> None:
    assert window(manager=None, processes={}, installed=frozenset()).records


@pytest.mark.parametrize("silence", [34, 600, 100_000])
def test_running_watcher_is_a_problem_when_silent_for_three_of_its_intervals(silence: int) -> None:
    finding = window(buckets={"aw-watcher-window_here": bucket(silence)})
    assert (finding.verdict, finding.records) == (Verdict.PROBLEM, False)
    assert finding.text.startswith("runs, but its last event ended ")
    assert finding.advice == "read its log: aw-manager logs aw-watcher-window"


def test_nothing_is_wrong_with_what_is_paused() -> None:
    """Whoever started it, and however long it has been silent."""
    paused = replace(
        HEALTHY,
        pause=Pause(paused=True, by="schedule"),
        manager=manager(module(ModuleState.PAUSED)),
        processes={},
        buckets={
            "aw-watcher-window_here": bucket(90_000),
            "aw-watcher-web_here": bucket(90_000, client="aw-watcher-web"),
            "aw-pause_here": bucket(5, type="pause", client="aw-server"),
        },
    )
    findings = {finding.subject: finding for finding in diagnose(paused)}
    assert findings["recording"].verdict is Verdict.NOTE
    assert findings["recording"].text == "is paused by schedule until it is resumed"
    for source in (WINDOW, "aw-watcher-web_here"):
        assert (findings[source].verdict, findings[source].text) == (Verdict.OK, "is paused")
    assert "aw-pause_here" not in findings


def test_a_pause_nobody_asked_for_is_a_problem_and_how_to_end_it_is_told() -> None:
    paused = {"pause": Pause(paused=True, by="unreadable"), "pause_problem": "what was kept cannot be read"}
    assert found("recording", **paused) == Finding(
        subject="recording",
        verdict=Verdict.PROBLEM,
        text="what was kept cannot be read",
        advice="to record again: aw-manager resume",
    )
    findings = [one for one in diagnose(replace(HEALTHY, **paused)) if one.subject == "recording"]
    assert len(findings) == 1


def test_a_command_that_a_watcher_asks_for_is_the_advice() -> None:
    asks = (
        "gnome: GNOME Shell needs an extension: run `aw-watcher-window install-gnome-extension`, then log in"
    )
    stopped = {"manager": manager(module(ModuleState.UNAVAILABLE, asks)), "buckets": SILENT}
    assert window(**stopped).advice == "run: aw-watcher-window install-gnome-extension"
    ways = {"gnome": asks, "x11": "this is a Wayland session"}
    backends = found(f"{WINDOW} backends", backends={WINDOW: ways})
    assert backends.advice == "run: aw-watcher-window install-gnome-extension"
    working = found(f"{WINDOW} backends", backends={WINDOW: {**ways, "x11": ""}})
    assert working.advice == ""


def test_what_is_wrong_with_the_privacy_rules_is_told() -> None:
    finding = found("privacy rules", privacy_problems=("settings.json was damaged",))
    assert (finding.verdict, finding.text) == (Verdict.PROBLEM, "settings.json was damaged")


def test_marks_of_pauses_are_no_source() -> None:
    listed = {**HEALTHY.buckets, "aw-pause_here": bucket(5, type="pause", client="aw-server")}
    subjects = {finding.subject for finding in diagnose(replace(HEALTHY, buckets=listed))}
    assert "aw-pause_here" not in subjects
    assert "recording" not in subjects


def test_a_watcher_that_failed_is_told_of_also_in_a_pause() -> None:
    failed = manager(module(ModuleState.FAILED, "given up"))
    assert window(pause=Pause(paused=True), manager=failed).verdict is Verdict.PROBLEM


def test_interval_depends_on_the_kind_of_source() -> None:
    listed = {"aw-watcher-window_here": bucket(100, type="web.tab.current")}
    assert window(buckets=listed).records


def test_older_servers_tell_the_last_event_otherwise() -> None:
    listed = {**bucket(None), "last_updated": NOW.isoformat()}
    del listed["metadata"]
    assert window(buckets={"aw-watcher-window_here": listed}).records


def test_bucket_of_another_machine_is_not_taken_for_ours() -> None:
    listed = {"aw-watcher-window_there": bucket(5, hostname="there")}
    assert window(buckets=listed).text == "runs, but the server has no bucket aw-watcher-window_here"


def test_bucket_of_another_name_is_known_by_its_client() -> None:
    assert window(buckets={"windows": bucket(5)}).records


def test_newest_of_several_buckets_counts() -> None:
    listed = {"old": bucket(9000), "new": bucket(5), "empty": bucket(None)}
    assert window(buckets=listed).records


def test_empty_bucket_is_told() -> None:
    finding = window(buckets={"aw-watcher-window_here": bucket(None)})
    assert finding.text == "runs, but its bucket aw-watcher-window_here has no event"


def test_watcher_that_was_started_just_now_is_given_time() -> None:
    just_now = manager(module(ModuleState.RUNNING, since=NOW - timedelta(seconds=4)))
    assert window(manager=just_now, buckets={}).verdict is Verdict.NOTE


SILENT = {"aw-watcher-window_here": bucket(600)}


def test_watcher_that_cannot_watch_gives_its_reason() -> None:
    finding = window(manager=manager(module(ModuleState.UNAVAILABLE, "no X display")), buckets=SILENT)
    assert (finding.verdict, finding.text) == (Verdict.PROBLEM, "cannot watch here: no X display")


@pytest.mark.parametrize(
    ("desktop", "advice"),
    [
        (Desktop("wayland", "GNOME"), "this is a Wayland session (GNOME): do what the line above asks for"),
        (Desktop("", ""), "the manager sees no desktop"),
        (Desktop("x11", ""), ""),
    ],
)
def test_advice_depends_on_the_desktop(desktop: Desktop, advice: str) -> None:
    unavailable = manager(module(ModuleState.UNAVAILABLE, "why"))
    finding = window(manager=unavailable, buckets=SILENT, desktop=desktop)
    assert finding.advice.startswith(advice)
    assert bool(finding.advice) is bool(advice)


@pytest.mark.parametrize("state", [ModuleState.FAILED, ModuleState.WAITING])
def test_watcher_that_crashes_gives_its_last_reason(state: ModuleState) -> None:
    finding = window(manager=manager(module(state, "crashed with exit code 1: no luck")), buckets=SILENT)
    assert finding.text == f"{state.value}: crashed with exit code 1: no luck"
    assert "aw-manager logs" in finding.advice


def test_watcher_that_does_not_run_is_told_to_be_started() -> None:
    finding = window(manager=None, processes={}, buckets=SILENT)
    assert (finding.text, finding.advice) == ("is not running", "start it: aw-manager start")


def test_watcher_that_is_not_installed_is_told_to_be_installed() -> None:
    finding = window(manager=None, processes={}, installed=frozenset(), buckets=SILENT)
    assert (finding.text, finding.advice) == ("is not installed", "install it: pip install aw-watcher-window")


def test_commands_are_given_for_the_mode() -> None:
    finding = window(manager=None, processes={}, buckets=SILENT, testing=True)
    assert finding.advice == "start it: aw-manager start --testing"


def test_event_that_ends_in_the_future_means_a_wrong_clock() -> None:
    finding = window(buckets={"aw-watcher-window_here": bucket(-7200)})
    assert (finding.verdict, finding.text) == (Verdict.PROBLEM, "its last event ends 2 h in the future")


AGO = NOW - timedelta(minutes=5)


def heard(state: str, **more: Any) -> dict[str, Any]:
    """What changes when the server says this of the window watcher, which has recorded nothing for ten minutes."""
    said = {"backend": "x11", "since": AGO, "sensed": AGO, **more}
    return {"buckets": SILENT, "sources": {"aw-watcher-window_here": Heard(state=state, **said)}}


def test_source_that_records_is_told_with_its_way() -> None:
    said = {"aw-watcher-window_here": Heard(state="recording", backend="x11", sensed=AGO)}
    assert window(sources=said).text == "records through x11: last event ended 5 s ago"


def test_watcher_that_looks_and_sees_nothing_works() -> None:
    finding = window(**heard("quiet", sensed=NOW - timedelta(seconds=12)))
    assert (finding.verdict, finding.records) == (Verdict.OK, True)
    assert finding.text == "works through x11: it last looked 12 s ago, nothing to record for 5 min"


def test_watcher_that_hangs_is_named_with_its_process() -> None:
    finding = window(**heard("silent"))
    assert (finding.verdict, finding.records) == (Verdict.PROBLEM, False)
    assert finding.text == "runs, but hangs through x11: it last looked 5 min ago"
    assert finding.advice == "end that process (pid 8); the manager starts it again"


@pytest.mark.parametrize(
    ("said", "how"),
    [
        (heard("silent"), ": it was last heard 5 min ago through x11, and was killed or lost its server"),
        (heard("ended", reason="the display is gone"), ": it ended 5 min ago, saying: the display is gone"),
        (heard("ended", reason="stopped"), ": it was stopped 5 min ago"),
        (heard("unknown", sensed=None), ""),
    ],
)
def test_watcher_that_does_not_run_is_told_with_its_end(said: dict[str, Any], how: str) -> None:
    finding = window(manager=None, processes={}, **said)
    assert (finding.verdict, finding.text) == (Verdict.PROBLEM, f"is not running{how}")
    assert finding.advice == "start it: aw-manager start"


def test_process_of_a_watcher_for_another_server_is_not_taken_for_one_that_ended() -> None:
    ended = heard("ended", reason="the display is gone", pid=7, runs=False)
    finding = window(manager=None, processes={WINDOW: 8}, **ended)
    assert finding.text == "is not running: it ended 5 min ago, saying: the display is gone"


def test_watcher_that_ended_just_now_does_not_record_however_fresh_its_event_is() -> None:
    ended = {"aw-watcher-window_here": Heard(state="ended", since=NOW, sensed=NOW, reason="stopped")}
    finding = window(manager=None, processes={}, sources=ended)
    assert (finding.text, finding.records) == ("is not running: it was stopped 0 s ago", False)


@pytest.mark.parametrize("state", ["recording", "quiet"])
def test_watcher_that_died_just_now_is_known_by_its_process(state: str) -> None:
    died = {"aw-watcher-window_here": Heard(state=state, sensed=NOW, pid=8, runs=False)}
    finding = window(manager=None, processes={}, sources=died)
    assert (finding.verdict, finding.text) == (Verdict.PROBLEM, "is not running")


def test_watcher_whose_process_has_another_number_here_works() -> None:
    """One in a container of its own sees other numbers than this machine."""
    inside = {"aw-watcher-window_here": Heard(state="quiet", sensed=NOW, pid=2, runs=False)}
    assert window(manager=None, buckets=SILENT, sources=inside).verdict is Verdict.OK


def test_what_the_manager_knows_of_an_end_comes_first() -> None:
    failed = manager(module(ModuleState.FAILED, "crashed with exit code 1: no luck"))
    assert (
        window(manager=failed, **heard("ended", reason="x")).text
        == "failed: crashed with exit code 1: no luck"
    )


def test_watcher_that_may_still_be_heard_is_given_time() -> None:
    assert window(**heard("waiting")).verdict is Verdict.NOTE


def test_source_of_somebody_else_that_says_why_it_ended_is_told_so() -> None:
    other = bucket(7200, client="aw-mine", type="mine")
    said = {"mine": Heard(state="ended", since=AGO, reason="no thermometer")}
    finding = found("mine", buckets={"mine": other}, sources=said)
    assert finding.text == "does not record: it ended 5 min ago, saying: no thermometer"


def test_what_is_switched_on_but_cannot_be_noticed_is_a_note() -> None:
    data = {"missing": {"call": "sound: no sound server answers"}}
    findings = diagnose(replace(HEALTHY, buckets={f"{WINDOW}_here": bucket(5) | {"data": data}}))
    told = [finding for finding in findings if finding.verdict is Verdict.NOTE]
    assert [(finding.subject, finding.text) for finding in told] == [
        (f"{WINDOW} call", "`call` is on, but cannot be noticed here: sound: no sound server answers")
    ]


def test_rules_without_which_nothing_is_recorded_are_a_problem() -> None:
    data = {"missing": {"privacy_filters": "nothing is recorded until the server says what they are"}}
    finding = found(f"{WINDOW} privacy_filters", buckets={f"{WINDOW}_here": bucket(5) | {"data": data}})
    assert finding.verdict is Verdict.PROBLEM
    assert finding.text == "nothing is recorded until the server says what they are"


def test_ways_of_sensing_are_told_with_each_reason_once() -> None:
    said = {"x11": "", "kwin": "this is no Wayland session", "gnome": "this is no Wayland session"}
    findings = diagnose(replace(HEALTHY, backends={WINDOW: said}))
    assert findings[-1].text == "can sense here through x11; not kwin, gnome: this is no Wayland session"
    nothing = diagnose(replace(HEALTHY, backends={WINDOW: {"x11": "DISPLAY is not set"}}))[-1]
    assert (nothing.verdict, nothing.text) == (
        Verdict.NOTE,
        "cannot sense here in any way; not x11: DISPLAY is not set",
    )


def test_source_of_somebody_else_is_no_problem_while_it_is_not_used() -> None:
    web = bucket(7200, client="aw-client-web", type="web.tab.current")
    finding = found("web", buckets={**(HEALTHY.buckets or {}), "web": web})
    assert (finding.verdict, finding.records) == (Verdict.NOTE, False)
    assert finding.text == "silent since 2 h; it records while its program is used"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            Heard(state="unknown", sensed=NOW - timedelta(hours=2)),
            "silent since 2 h; it records while its program is used",
        ),
        (
            Heard(
                state="ended", since=NOW - timedelta(hours=2), reason="it is paused by the menu of its button"
            ),
            "does not record: it ended 2 h ago, saying: it is paused by the menu of its button",
        ),
    ],
)
def test_browser_that_is_closed_is_not_taken_for_one_whose_extension_stopped(said: Heard, text: str) -> None:
    web = bucket(7200, client="aw-watcher-web", type="web.tab.current")
    finding = found("web", buckets={"web": web}, sources={"web": said})
    assert (finding.verdict, finding.text) == (Verdict.NOTE, text)


def test_source_of_somebody_else_that_records_is_told() -> None:
    web = bucket(60, client="aw-client-web", type="web.tab.current")
    assert found("web", buckets={"web": web}).records


def test_source_that_is_gone_for_weeks_is_not_mentioned() -> None:
    web = bucket(30 * 86400, client="aw-client-web")
    assert "web" not in {finding.subject for finding in diagnose(replace(HEALTHY, buckets={"web": web}))}


def test_missing_server_is_a_problem_and_the_watcher_keeps_what_it_sees() -> None:
    changes: dict[str, Any] = {"answer": ServerAnswer(Answer.NOTHING), "buckets": None}
    server = found("server", **changes)
    assert (server.verdict, server.text) == (Verdict.PROBLEM, "nothing answers on http://127.0.0.1:5600")
    assert window(**changes).text == "runs, and keeps what it sees until it reaches the server"


def test_missing_server_comes_with_what_the_manager_knows() -> None:
    failed = ModuleStatus(name="aw-server", state=ModuleState.FAILED, message="the database is damaged")
    server = found("server", answer=ServerAnswer(Answer.NOTHING), manager=manager(failed))
    assert server.text.endswith("; aw-server failed: the database is damaged")
    assert server.advice == "read its log: aw-manager logs aw-server"


@pytest.mark.parametrize("kind", [Answer.OTHER, Answer.SILENT])
def test_taken_port_names_the_program(kind: Answer) -> None:
    finding = found("server", answer=ServerAnswer(kind, detail="why"), port_owner="nginx (pid 9)")
    assert finding.verdict is Verdict.PROBLEM
    assert "belongs to nginx (pid 9)" in finding.text


def test_refused_key_is_a_problem_of_its_own() -> None:
    finding = found("API key", buckets=None, refusal="401", key_refused=True)
    assert finding.verdict is Verdict.PROBLEM
    assert "aw-server.toml" in finding.advice


def test_buckets_that_cannot_be_read_are_a_problem() -> None:
    assert found("buckets", buckets=None, refusal="500 for GET").verdict is Verdict.PROBLEM


@pytest.mark.parametrize(("seconds", "way"), [(90, "90 s ahead of"), (-90, "90 s behind")])
def test_clock_that_differs_is_a_problem(seconds: int, way: str) -> None:
    finding = found("clock", answer=replace(TRACKER, clock=NOW + timedelta(seconds=seconds)))
    assert (finding.verdict, finding.text) == (Verdict.PROBLEM, f"the server's clock is {way} the one here")


@pytest.mark.parametrize(("free", "verdict"), [(100, Verdict.PROBLEM), (500, Verdict.NOTE)])
def test_disk_that_fills_up_is_told(free: int, verdict: Verdict) -> None:
    assert found("disk", disk=Disk("/data", free << 20)).verdict is verdict


def test_server_in_the_other_mode_is_told() -> None:
    assert (
        found("mode", testing=True).text == "the server runs in production mode, this command in testing mode"
    )


def test_missing_manager_is_a_note() -> None:
    assert found("manager", manager=None).verdict is Verdict.NOTE


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Desktop("", "")),
        ({"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "XFCE"}, Desktop("x11", "XFCE")),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, Desktop("wayland", "")),
        ({"XDG_SESSION_TYPE": "wayland"}, Desktop("wayland", "")),
    ],
)
def test_desktop_is_read_from_the_environment(environ: dict[str, str], expected: Desktop) -> None:
    assert desktop_of(environ) == expected


posix = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are scripts with a #! line")


@pytest.fixture
def serve(fakes: Any, port: int, tmp_path: Path, wait_for: Callable[..., Any]) -> Any:
    """Runs a server that lists these buckets and asks for this key."""
    started: list[subprocess.Popen[bytes]] = []

    def serve(buckets: dict[str, Any], key: str = "") -> ServerAddress:
        listed = tmp_path / "buckets.json"
        listed.write_text(json.dumps(buckets))
        path = fakes.add_server()
        options = ["--port", str(port), "--buckets", str(listed), *(["--key", key] if key else [])]
        started.append(subprocess.Popen([path, *options]))
        wait_for(lambda: look(ServerAddress(port=port)).answer.kind is Answer.TRACKER, "the server")
        return ServerAddress(port=port)

    yield serve
    for process in started:
        process.terminate()
        process.wait()


@pytest.fixture
def own_name() -> str:
    """The name of a module that nobody else on this machine runs: the doctor sees every process of the user."""
    return f"aw-fake-{uuid.uuid4().hex}"


def look(address: ServerAddress, *expected: str) -> Facts:
    finder = ModuleFinder([], os.environ["PATH"])
    return gather(address, testing=False, manager=None, autostart=expected, finder=finder, environ={})


@posix
def test_buckets_come_from_the_server(serve: Any) -> None:
    facts = look(serve({"b": bucket(5)}))
    assert facts.buckets == {"b": bucket(5)}
    assert facts.answer.clock is not None


@posix
def test_buckets_in_an_unknown_form_are_refused(serve: Any) -> None:
    facts = look(serve({"b": "no bucket"}))
    assert facts.buckets is None
    assert "in a form" in facts.refusal


@posix
def test_sources_come_from_the_server(serve: Any) -> None:
    """The stand-in answers every question with the same."""
    said = {
        "state": "ended",
        "since": NOW.isoformat(),
        "reason": "x",
        "refused": 7,
        "sensed": [],
        "backend": None,
    }
    now = datetime.now(UTC)
    here = {"state": "quiet", "sensed": now.isoformat(), "pid": os.getpid()}
    gone = {**here, "sensed": NOW.isoformat()}  # before this process began: another one had its number
    facts = look(serve({"sources": {"b": said, "odd": 5, "here": here, "gone": gone}}))
    assert facts.sources == {
        "b": Heard(state="ended", since=NOW, reason="x"),
        "here": Heard(state="quiet", sensed=now, pid=os.getpid(), runs=True),
        "gone": Heard(state="quiet", sensed=NOW, pid=os.getpid()),
    }


@posix
def test_watchers_are_asked_what_works_here(tmp_path: Path) -> None:
    script = tmp_path / "bin" / WINDOW
    script.parent.mkdir()
    answer = [
        {"name": "x11", "section": "", "works": True, "reason": ""},
        {"name": "kwin", "section": "", "works": False, "reason": "on $DISPLAY: $1 $2\n\nno: works here"},
        {"name": "lock", "section": "besides keyboard and mouse", "works": True, "reason": ""},
        "odd",
    ]
    script.write_text(f"#!/bin/sh\ncat <<END\n{json.dumps(answer)}\nEND\n")
    script.chmod(0o755)
    broken = script.with_name("aw-watcher-afk")
    broken.write_text("#!/bin/sh\necho Usage: nothing of the kind\nexit 2\n")
    broken.chmod(0o755)
    stranger = script.with_name("aw-watcher-mine")
    stranger.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    stranger.chmod(0o755)
    finder = ModuleFinder([script.parent], "")
    names = [WINDOW, "aw-watcher-afk", "aw-watcher-mine", "aw-watcher-input"]
    environ = {"DISPLAY": ":7", "PATH": os.environ["PATH"]}
    assert list_backends(names, finder, environ) == {
        WINDOW: {"x11": "", "kwin": "on :7: --list-backends --json no: works here"}
    }
    assert not (tmp_path / "started").exists()


@posix
def test_refused_key_is_seen(serve: Any) -> None:
    facts = look(serve({}, key="secret"))
    assert (facts.buckets, facts.key_refused) == (None, True)


@posix
def test_key_of_the_server_on_this_machine_is_used(serve: Any, port: int) -> None:
    config = Path(get_config_dir("aw-server")) / "aw-server.toml"
    config.write_text(f'[server]\nport = {port}\n[auth]\napi_key = "secret"\n')
    assert look(serve({}, key="secret")).buckets == {}


@posix
def test_taken_port_is_seen_with_its_owner(stranger: int) -> None:
    facts = look(ServerAddress(port=stranger))
    assert facts.answer.kind is Answer.OTHER
    assert f"(pid {os.getpid()})" in str(facts.port_owner)


@posix
def test_processes_are_seen_whoever_started_them(fakes: Any, port: int, own_name: str) -> None:
    path = fakes.add(own_name, "print(flush=True); time.sleep(600)")
    with subprocess.Popen([path], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        facts = look(ServerAddress(port=port), own_name)
        process.kill()
    assert facts.processes[own_name] == process.pid


@posix
def test_doctor_ends_with_an_error_when_something_is_wrong(
    command: Callable[..., Any], fakes: Any, port: int, monkeypatch: pytest.MonkeyPatch, own_name: str
) -> None:
    fakes.add(own_name, "")
    monkeypatch.setenv("AW_MANAGER_AUTOSTART_MODULES", f'["{own_name}"]')
    done = command("doctor", "--port", str(port))
    assert done.returncode == 1
    assert f"PROBLEM  {own_name}  is not running\n" in done.stdout
    assert done.stdout.endswith("2 problems found.\n")


@posix
def test_doctor_is_content_when_everything_records(
    command: Callable[..., Any], serve: Any, monkeypatch: pytest.MonkeyPatch, own_name: str
) -> None:
    end = {"metadata": {"end": datetime.now(UTC).isoformat()}}
    address = serve(
        {"b": {"type": "currentwindow", "client": own_name, "hostname": socket.gethostname(), **end}}
    )
    monkeypatch.setenv("AW_MANAGER_AUTOSTART_MODULES", f'["{own_name}"]')
    done = command("doctor", "--json", "--port", str(address.port))
    report = json.loads(done.stdout)
    assert (done.returncode, report["healthy"]) == (0, True)
    assert [finding["records"] for finding in report["findings"] if finding["subject"] == own_name] == [True]


def test_config_file_that_is_no_toml_is_a_problem_that_names_the_place(
    command: Callable[..., Any], port: int
) -> None:
    config = Path(get_config_dir("aw-server")) / "aw-server.toml"
    config.write_text("[server]\nport = = 3\n")
    done = command("doctor", "--json", "--port", str(port))
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert findings["aw-server.toml"]["verdict"] == "problem"
    assert findings["aw-server.toml"]["text"].startswith(f"{config}: Invalid value (at line 2")
    assert "manager" in findings  # the rest is looked at all the same
    assert done.stderr == ""


def test_settings_that_make_no_sense_are_a_problem_not_an_end(
    command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AW_MANAGER_CRASH_LIMIT", "0")
    done = command("doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert "PROBLEM  settings  `crash_limit` of aw-manager: expected a number above 0, got 0\n" in done.stdout


def test_config_of_the_manager_that_is_no_toml_is_told_once(command: Callable[..., Any]) -> None:
    (Path(get_config_dir("aw-manager")) / "aw-manager.toml").write_text("x = [")
    done = command("doctor", "--json")
    assert [finding["subject"] for finding in json.loads(done.stdout)["findings"]] == ["aw-manager.toml"]


@posix
def test_home_that_cannot_be_written_to_is_one_problem(
    command: Callable[..., Any], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").touch()
    monkeypatch.setenv("HOME", str(home / "file" / "below"))
    done = command("doctor", "--json")
    [finding] = json.loads(done.stdout)["findings"]
    assert (done.returncode, finding["subject"], finding["verdict"]) == (1, "folders", "problem")
    assert "(Not a directory)" in finding["text"]


def test_wrong_setting_of_a_watcher_is_told_with_its_reason() -> None:
    finding = window(
        buckets={}, manager=manager(module(ModuleState.MISCONFIGURED, "`poll_time`: expected seconds"))
    )
    assert finding.verdict is Verdict.PROBLEM
    assert finding.text == "has a wrong setting: `poll_time`: expected seconds"
