"""Judges the sources: does each watcher record right now, and if not, why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from aw_core.selfreport import SelfReport
from aw_core.timestamps import parse_timestamp
from aw_manager.doctor.facts import Facts
from aw_manager.doctor.finding import Finding, Verdict
from aw_manager.doctor.heard import UNHEARD, Heard
from aw_manager.module import ModuleState, is_server
from aw_manager.spans import span

__all__ = ["judge_sources"]

_INTERVALS = {"currentwindow": 11.0, "afkstatus": 15.0, "web.tab.current": 60.0}
"""How often a working source of that type lets the server know, seconds: it looks that often, and what has not
changed is sent only every ten seconds."""

_INTERVAL = 60.0
_LATE = 3
"""So many intervals without a word, and the source does not record."""

_FIRST_WORD = timedelta(seconds=30)
"""A watcher that was started just now may have said nothing yet."""

_FUTURE = timedelta(seconds=30)
_STILL_USED = timedelta(days=7)
"""A source of somebody else's that was silent for longer is taken to be gone."""

_NO_SOURCES = frozenset({"pause"})
"""Types of buckets that nothing is sensed for."""

_RULES = "privacy_filters"
"""Without this setting nothing is recorded at all; what else is missing concerns a part."""

_COMMAND = re.compile(r"`(aw-watcher-[^`]+)`")
"""What a reason says to run against it."""

_WHILE_USED = "it records while its program is used"

_Reason: TypeAlias = tuple[Verdict, str, str]
"""Verdict, text and advice of a finding."""


@dataclass(frozen=True)
class _Bucket:
    """What the server lists of one bucket: its last event's end is None when it has no event."""

    id: str
    type: str
    client: str
    hostname: str
    end: datetime | None
    missing: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, bucket_id: str, wire: Mapping[str, Any]) -> _Bucket:
        newest = (wire.get("metadata") or {}).get("end") or wire.get("last_updated")
        return cls(
            bucket_id,
            wire.get("type", ""),
            wire.get("client", ""),
            wire.get("hostname", ""),
            parse_timestamp(newest) if newest else None,
            SelfReport.of(wire.get("data") or {}).missing,
        )

    def silence(self, now: datetime) -> timedelta | None:
        """How long ago its last event ended; negative when that is still to come."""
        return None if self.end is None else now - self.end

    @property
    def patience(self) -> timedelta:
        """How long the source may be silent."""
        return timedelta(seconds=_LATE * _INTERVALS.get(self.type, _INTERVAL))


def judge_sources(facts: Facts) -> Iterator[Finding]:
    """The watchers that should run, then what else has recorded on this machine lately."""
    buckets = [_Bucket.of(bucket_id, wire) for bucket_id, wire in (facts.buckets or {}).items()]
    watchers = [name for name in facts.expected if not is_server(name)]
    for name in watchers:
        own = [bucket for bucket in buckets if _belongs(bucket, name, facts.hostname)]
        yield _judge_watcher(name, _newest(own), facts)
        yield from _tell_backends(name, facts)
        yield from _tell_missing(name, _newest(own))
    for bucket in buckets:
        if bucket.hostname == facts.hostname and not any(
            _belongs(bucket, name, facts.hostname) for name in watchers
        ):
            yield from _judge_other(bucket, facts)


def _belongs(bucket: _Bucket, watcher: str, hostname: str) -> bool:
    return bucket.id == f"{watcher}_{hostname}" or (bucket.client == watcher and bucket.hostname == hostname)


def _newest(buckets: list[_Bucket]) -> _Bucket | None:
    """The bucket whose last event ends last; one without events only if there is no other."""
    return max(buckets, key=lambda bucket: (bucket.end is not None, bucket.end), default=None)


def _judge_watcher(name: str, bucket: _Bucket | None, facts: Facts) -> Finding:
    silence = bucket.silence(facts.now) if bucket else None
    heard = facts.sources.get(bucket.id, UNHEARD) if bucket else UNHEARD
    over = heard.over or _is_gone(name, heard, facts)
    reason = _why_stopped(name, facts)
    if facts.is_paused:
        verdict, text, advice = reason or (Verdict.OK, "is paused", "")
        return Finding(subject=name, verdict=verdict, text=text, advice=advice, records=False)
    if bucket is not None and silence is not None and silence <= bucket.patience and not over:
        return _talking(name, silence, heard)
    if reason is None and heard.works and not over:
        return _working(name, heard, facts)
    reason = reason or _why_absent(name, heard, facts)
    verdict, text, advice = reason or _why_in_vain(name, bucket, heard, facts)
    return Finding(subject=name, verdict=verdict, text=text, advice=advice, records=False)


def _tell_backends(name: str, facts: Facts) -> Iterator[Finding]:
    """What works on this desktop, and why the rest does not; equal reasons once."""
    working: list[str] = []
    refused: dict[str, list[str]] = {}
    for backend, reason in facts.backends.get(name, {}).items():
        if reason:
            refused.setdefault(reason, []).append(backend)
        else:
            working.append(backend)
    if not working and not refused:
        return
    text = f"can sense here through {', '.join(working)}" if working else "cannot sense here in any way"
    reasons = [f"{', '.join(backends)}: {reason}" for reason, backends in refused.items()]
    yield Finding(
        subject=f"{name} backends",
        verdict=Verdict.OK if working else Verdict.NOTE,
        text="; ".join([text, *(f"not {reason}" for reason in reasons)]),
        advice=""
        if working or (command := _COMMAND.search(" ".join(refused))) is None
        else f"run: {command[1]}",
    )


def _tell_missing(name: str, bucket: _Bucket | None) -> Iterator[Finding]:
    """What is switched on but cannot be noticed on this desktop, and rules without which it records nothing."""
    for setting, reason in bucket.missing.items() if bucket else ():
        if setting == _RULES:
            verdict, text = Verdict.PROBLEM, reason
            advice = "it asks again every 30 seconds; with `--verbose` its log has what the server answers"
        else:
            verdict, text = Verdict.NOTE, f"`{setting}` is on, but cannot be noticed here: {reason}"
            advice = f"mend that, or set `{setting} = false` in {name}.toml"
        yield Finding(subject=f"{name} {setting}", verdict=verdict, text=text, advice=advice)


def _working(name: str, heard: Heard, facts: Facts) -> Finding:
    return Finding(subject=name, verdict=Verdict.OK, text=heard.quiet(facts.now), records=True)


def _talking(name: str, silence: timedelta, heard: Heard) -> Finding:
    if silence < -_FUTURE:
        return Finding(
            subject=name,
            verdict=Verdict.PROBLEM,
            text=f"its last event ends {span(-silence)} in the future",
            advice="a clock was wrong: check the time of this machine, and delete that event in the dashboard",
            records=True,
        )
    text = f"records{heard.way}: last event ended {span(silence)} ago"
    return Finding(subject=name, verdict=Verdict.OK, text=text, records=True)


def _why_stopped(name: str, facts: Facts) -> _Reason | None:
    """What the manager knows of a watcher that does not run."""
    status = facts.status(name)
    if status is None:
        return None
    if status.state is ModuleState.UNAVAILABLE:
        return Verdict.PROBLEM, f"cannot watch here: {status.message}", _desktop_advice(status.message, facts)
    if status.state is ModuleState.MISCONFIGURED:
        return (
            Verdict.PROBLEM,
            f"has a wrong setting: {status.message}",
            "mend it; it is tried again by itself",
        )
    if status.state in {ModuleState.FAILED, ModuleState.WAITING}:
        return Verdict.PROBLEM, f"{status.state.value}: {status.message}", _read_log(name, facts)
    return None


def _process(name: str, heard: Heard, facts: Facts) -> int | None:
    """The process of the watcher: the manager and the watcher itself know it; by name one may be another server's."""
    status = facts.status(name)
    if status is not None and status.pid is not None:
        return status.pid
    if heard.pid is not None:
        return heard.pid if heard.runs else None
    return facts.processes.get(name)


def _is_gone(name: str, heard: Heard, facts: Facts) -> bool:
    """Whether the process that the watcher told of has ended just now, and there is none of that name."""
    return heard.pid is not None and _process(name, heard, facts) is None and name not in facts.processes


def _why_absent(name: str, heard: Heard, facts: Facts) -> _Reason | None:
    """Why there is no process of the watcher."""
    if _process(name, heard, facts) is not None:
        return None
    if name not in facts.installed:
        return Verdict.PROBLEM, "is not installed", f"install it: pip install {name}"
    return Verdict.PROBLEM, f"is not running{heard.end(facts.now)}", f"start it: {facts.command('start')}"


def _why_in_vain(name: str, bucket: _Bucket | None, heard: Heard, facts: Facts) -> _Reason:
    """Why nothing is stored of a watcher that runs."""
    status = facts.status(name)
    if facts.buckets is None:
        return Verdict.PROBLEM, "runs, and keeps what it sees until it reaches the server", ""
    if status is not None and facts.now - status.since < _FIRST_WORD:
        return Verdict.NOTE, f"was started {span(facts.now - status.since)} ago; nothing stored yet", ""
    if heard.state == "waiting":
        return (
            Verdict.NOTE,
            "runs, and is not heard yet: the server started, the machine woke or a pause ended just now",
            "",
        )
    if hanging := heard.hangs(facts.now):
        return Verdict.PROBLEM, hanging, _end_it(name, heard, facts)
    silence = bucket.silence(facts.now) if bucket else None
    if bucket is None:
        text = f"runs, but the server has no bucket {name}_{facts.hostname}"
    elif silence is None:
        text = f"runs, but its bucket {bucket.id} has no event"
    else:
        text = f"runs, but its last event ended {span(silence)} ago"
    return Verdict.PROBLEM, text, _read_log(name, facts)


def _end_it(name: str, heard: Heard, facts: Facts) -> str:
    start = f"start it again: {facts.command('start')}"
    again = "the manager starts it again" if facts.status(name) else start
    return f"end that process (pid {_process(name, heard, facts)}); {again}"


def _read_log(name: str, facts: Facts) -> str:
    return f"read its log: {facts.command('logs')} {name}"


def _desktop_advice(reason: str, facts: Facts) -> str:
    if command := _COMMAND.search(reason):
        return f"run: {command[1]}"
    if facts.desktop.session == "wayland":
        name = f" ({facts.desktop.name})" if facts.desktop.name else ""
        return (
            f"this is a Wayland session{name}: do what the line above asks for, or log in to an X11 session"
        )
    if not facts.desktop.session:
        return "the manager sees no desktop: start it from within the desktop session"
    return ""


def _judge_other(bucket: _Bucket, facts: Facts) -> Iterator[Finding]:
    """A source the manager does not start, such as a browser or an editor: silent while that is not used."""
    silence = bucket.silence(facts.now)
    heard = facts.sources.get(bucket.id, UNHEARD)
    if facts.is_paused:
        if silence is not None and silence <= _STILL_USED and bucket.type not in _NO_SOURCES:
            yield Finding(subject=bucket.id, verdict=Verdict.OK, text="is paused", records=False)
    elif bucket.type in _NO_SOURCES:
        return
    elif heard.state == "quiet":
        yield _working(bucket.id, heard, facts)
    elif silence is None or silence > _STILL_USED:
        return
    elif silence <= bucket.patience and not heard.over:
        yield _talking(bucket.id, silence, heard)
    else:
        how = heard.end(facts.now)
        text = f"does not record{how}" if how else f"silent since {span(silence)}; {_WHILE_USED}"
        yield Finding(subject=bucket.id, verdict=Verdict.NOTE, text=text, records=False)
