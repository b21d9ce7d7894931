"""Judges the facts. Nothing here asks anything of the system, so every rule can be tried on made-up facts."""

from __future__ import annotations

from collections.abc import Iterator

from aw_manager.doctor.facts import Facts
from aw_manager.doctor.finding import Finding, Verdict
from aw_manager.doctor.sources import judge_sources
from aw_manager.module import ModuleState, is_server
from aw_manager.server import Answer, dashboard_url
from aw_manager.spans import until_text

__all__ = ["diagnose"]

_MIB = 1 << 20
_DISK_FULL = 200 * _MIB
_DISK_LOW = 1024 * _MIB
_CLOCK_SKEW = 30.0


def diagnose(facts: Facts) -> list[Finding]:
    """All findings: the ground first, then source by source."""
    return [
        *_manager(facts),
        *_server(facts),
        *_key(facts),
        *_clock(facts),
        *_disk(facts),
        *_pause(facts),
        *_privacy(facts),
        *judge_sources(facts),
    ]


def _manager(facts: Facts) -> Iterator[Finding]:
    if facts.manager is not None:
        yield Finding(subject="manager", verdict=Verdict.OK, text=f"runs (pid {facts.manager.pid})")
    else:
        yield Finding(
            subject="manager",
            verdict=Verdict.NOTE,
            text="not running, so what ends is not started again",
            advice=f"start it: {facts.command('start')}",
        )


def _server(facts: Facts) -> Iterator[Finding]:
    url, kind = facts.address.url, facts.answer.kind
    if kind is Answer.TRACKER:
        yield from _working_server(facts)
    elif kind is Answer.NOTHING:
        yield _absent_server(facts)
    else:
        owner = facts.port_owner or "another program"
        yield Finding(
            subject="server",
            verdict=Verdict.PROBLEM,
            text=f"{url} belongs to {owner}, which does not answer as a server does ({facts.answer.detail})",
            advice=f"end that program, or give the server another port in aw-server.toml (now {facts.address.port})",
        )


def _working_server(facts: Facts) -> Iterator[Finding]:
    version = facts.answer.info["version"]
    yield Finding(
        subject="server", verdict=Verdict.OK, text=f"answers at {dashboard_url(facts.address)} ({version})"
    )
    if bool(facts.answer.info["testing"]) is not facts.testing:
        here, there = ("testing", "production") if facts.testing else ("production", "testing")
        yield Finding(
            subject="mode",
            verdict=Verdict.NOTE,
            text=f"the server runs in {there} mode, this command in {here} mode",
        )


def _absent_server(facts: Facts) -> Finding:
    status = next((module for module in facts.modules if is_server(module.name)), None)
    text = f"nothing answers on {facts.address.url}"
    if status is not None and status.message and status.state is not ModuleState.RUNNING:
        text += f"; {status.name} {status.state.value}: {status.message}"
    look = f"read its log: {facts.command('logs')} aw-server"
    start = f"start it: {facts.command('start')}"
    return Finding(
        subject="server",
        verdict=Verdict.PROBLEM,
        text=text,
        advice=look if facts.manager is not None else start,
    )


def _key(facts: Facts) -> Iterator[Finding]:
    if facts.key_refused:
        yield Finding(
            subject="API key",
            verdict=Verdict.PROBLEM,
            text=f"the server refuses our key: {facts.refusal}",
            advice="put the server's key as `api_key` under [auth] of aw-server/aw-server.toml on this machine",
        )
    elif facts.refusal:
        yield Finding(subject="buckets", verdict=Verdict.PROBLEM, text=f"cannot be read: {facts.refusal}")


def _clock(facts: Facts) -> Iterator[Finding]:
    clock = facts.answer.clock
    if clock is None:
        return
    ahead = (clock - facts.now).total_seconds()
    if abs(ahead) > _CLOCK_SKEW:
        way = "ahead of" if ahead > 0 else "behind"
        yield Finding(
            subject="clock",
            verdict=Verdict.PROBLEM,
            text=f"the server's clock is {abs(ahead):.0f} s {way} the one here",
            advice="let both machines take the time from the network (NTP)",
        )


def _pause(facts: Facts) -> Iterator[Finding]:
    if facts.pause_problem:
        yield Finding(
            subject="recording",
            verdict=Verdict.PROBLEM,
            text=facts.pause_problem,
            advice=f"to record again: {facts.command('resume')}",
        )
    elif facts.pause is not None and facts.pause.paused:
        yield Finding(
            subject="recording",
            verdict=Verdict.NOTE,
            text=f"is paused by {facts.pause.by} {until_text(facts.pause.until)}",
            advice=f"nothing is recorded until then; to record again: {facts.command('resume')}",
        )


def _privacy(facts: Facts) -> Iterator[Finding]:
    for problem in facts.privacy_problems:
        yield Finding(
            subject="privacy rules",
            verdict=Verdict.PROBLEM,
            text=problem,
            advice=f"look at Privacy, under Settings of {dashboard_url(facts.address)}; delete what was set aside",
        )


def _disk(facts: Facts) -> Iterator[Finding]:
    free = facts.disk.free
    if free >= _DISK_LOW:
        return
    yield Finding(
        subject="disk",
        verdict=Verdict.PROBLEM if free < _DISK_FULL else Verdict.NOTE,
        text=f"{free // _MIB} MiB are free where the data is kept ({facts.disk.path})",
        advice="make room: what does not fit on the disk is not recorded",
    )
