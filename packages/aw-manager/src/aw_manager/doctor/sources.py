"""Judges the sources: does each watcher record right now, and if not, why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from aw_core.timestamps import parse_timestamp
from aw_manager.doctor.facts import Facts
from aw_manager.doctor.finding import Finding, Verdict
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

    @classmethod
    def of(cls, bucket_id: str, wire: Mapping[str, Any]) -> _Bucket:
        newest = (wire.get("metadata") or {}).get("end") or wire.get("last_updated")
        return cls(
            bucket_id,
            wire.get("type", ""),
            wire.get("client", ""),
            wire.get("hostname", ""),
            parse_timestamp(newest) if newest else None,
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
    if bucket is not None and silence is not None and silence <= bucket.patience:
        return _talking(name, silence)
    reason = _why_stopped(name, facts) or _why_absent(name, facts)
    verdict, text, advice = reason or _why_in_vain(name, bucket, silence, facts)
    return Finding(subject=name, verdict=verdict, text=text, advice=advice, records=False)


def _talking(name: str, silence: timedelta) -> Finding:
    if silence < -_FUTURE:
        return Finding(
            subject=name,
            verdict=Verdict.PROBLEM,
            text=f"its last event ends {span(-silence)} in the future",
            advice="a clock was wrong: check the time of this machine, and delete that event in the dashboard",
            records=True,
        )
    return Finding(
        subject=name, verdict=Verdict.OK, text=f"records: last event ended {span(silence)} ago", records=True
    )


def _why_stopped(name: str, facts: Facts) -> _Reason | None:
    """What the manager knows of a watcher that does not run."""
    status = facts.status(name)
    if status is None:
        return None
    if status.state is ModuleState.UNAVAILABLE:
        return Verdict.PROBLEM, f"cannot watch here: {status.message}", _desktop_advice(facts)
    if status.state is ModuleState.MISCONFIGURED:
        return (
            Verdict.PROBLEM,
            f"has a wrong setting: {status.message}",
            "mend it; it is tried again by itself",
        )
    if status.state in {ModuleState.FAILED, ModuleState.WAITING}:
        return Verdict.PROBLEM, f"{status.state.value}: {status.message}", _read_log(name, facts)
    return None


def _why_absent(name: str, facts: Facts) -> _Reason | None:
    """Why there is no process of the watcher."""
    if name in facts.processes:
        return None
    if name not in facts.installed:
        return Verdict.PROBLEM, "is not installed", f"install it: pip install {name}"
    return Verdict.PROBLEM, "is not running", f"start it: {facts.command('start')}"


def _why_in_vain(name: str, bucket: _Bucket | None, silence: timedelta | None, facts: Facts) -> _Reason:
    """Why nothing is stored of a watcher that runs."""
    status = facts.status(name)
    if facts.buckets is None:
        return Verdict.PROBLEM, "runs, and keeps what it sees until it reaches the server", ""
    if status is not None and facts.now - status.since < _FIRST_WORD:
        return Verdict.NOTE, f"was started {span(facts.now - status.since)} ago; nothing stored yet", ""
    if bucket is None:
        text = f"runs, but the server has no bucket {name}_{facts.hostname}"
    elif silence is None:
        text = f"runs, but its bucket {bucket.id} has no event"
    else:
        text = f"runs, but its last event ended {span(silence)} ago"
    return Verdict.PROBLEM, text, _read_log(name, facts)


def _read_log(name: str, facts: Facts) -> str:
    return f"read its log: {facts.command('logs')} {name}"


def _desktop_advice(facts: Facts) -> str:
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
    if silence is None or silence > _STILL_USED:
        return
    if silence <= bucket.patience:
        yield _talking(bucket.id, silence)
    else:
        text = f"silent since {span(silence)}; it records while its program is used"
        yield Finding(subject=bucket.id, verdict=Verdict.NOTE, text=text, records=False)
