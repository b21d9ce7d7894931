"""Collects the facts: asks the server, the system and the running manager, and judges nothing."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from aw_client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.pause import Pause
from aw_client.transport import HTTPError, RequestException
from aw_core.address import ServerAddress
from aw_core.dirs import get_data_dir
from aw_manager.discovery import ModuleFinder
from aw_manager.doctor.backends import list_backends
from aw_manager.doctor.facts import Desktop, Disk, Facts
from aw_manager.doctor.heard import Heard
from aw_manager.instance import RunningManager
from aw_manager.server import Answer, ask_server, port_owner

__all__ = ["gather"]

_UNAUTHORIZED = 401

_CLOCKS = timedelta(seconds=5)
"""How much the times of processes and of reports may differ."""


def gather(
    address: ServerAddress,
    *,
    testing: bool,
    manager: RunningManager | None,
    autostart: Sequence[str],
    finder: ModuleFinder,
    environ: Mapping[str, str],
) -> Facts:
    """One look at everything; takes a moment, some seconds when the server does not answer.

    Args:
        address: of the server.
        testing: which mode to look at.
        manager: the running one.
        autostart: the modules that should run when no manager runs; a running one knows better.
        finder: knows what is installed.
        environ: the environment variables, used to see the desktop when no manager runs.
    """
    answer = ask_server(address)
    expected = tuple(module.name for module in manager.modules) if manager else tuple(autostart)
    installed = {module.name for module in finder.find_all()}
    session = _environ_of(manager) if manager else environ
    data = get_data_dir()
    return Facts(
        now=datetime.now(UTC),
        hostname=socket.gethostname(),
        address=address,
        testing=testing,
        answer=answer,
        port_owner=port_owner(address.port) if answer.kind in {Answer.OTHER, Answer.SILENT} else None,
        manager=manager,
        expected=expected,
        installed=frozenset(installed),
        processes=_processes({*expected, *installed}),
        disk=Disk(data, shutil.disk_usage(data).free),
        desktop=desktop_of(session),
        backends=list_backends(expected, finder, session),
        **_buckets(address, testing=testing) if answer.kind is Answer.TRACKER else {},
    )


def _buckets(address: ServerAddress, *, testing: bool) -> dict[str, Any]:
    """The buckets, or why they cannot be had."""
    client = ActivityWatchClient("aw-manager", testing, address.host, address.port)
    try:
        buckets = client.get_buckets()
        if not all(isinstance(bucket, Mapping) for bucket in buckets.values()):
            return {"refusal": "the server lists them in a form that no server of the tracker uses"}
        health = _health(client)
    except HTTPError as error:
        refused = error.response.status_code == _UNAUTHORIZED
        return {"refusal": str(error), "key_refused": refused}
    except (RequestException, UnexpectedAnswerError) as error:
        return {"refusal": str(error)}
    else:
        return {
            "buckets": buckets,
            "sources": _sources(health.get("sources")),
            "privacy_problems": _privacy_problems(health.get("privacy")),
            "pause": _pause(client),
            "pause_problem": _pause_problem(health.get("pause")),
        }
    finally:
        client.disconnect()


def _health(client: ActivityWatchClient) -> Mapping[str, Any]:
    """What the server says of itself and its sources; an older one says nothing."""
    try:
        return client.get_health()
    except HTTPError:
        return {}


def _pause_problem(pause: Any) -> str:
    """What the server finds wrong with its pause."""
    return str(pause.get("problem") or "") if isinstance(pause, Mapping) else ""


def _privacy_problems(privacy: Any) -> tuple[str, ...]:
    """What the server finds wrong with its privacy rules, or not finished of applying them to the history."""
    problems = privacy.get("problems") if isinstance(privacy, Mapping) else None
    return tuple(map(str, problems)) if isinstance(problems, list) else ()


def _sources(sources: Any) -> dict[str, Heard]:
    """What the server says of each source."""
    if not isinstance(sources, Mapping):
        return {}
    heard = {name: Heard.of(source) for name, source in sources.items() if isinstance(source, Mapping)}
    return {name: replace(source, runs=_runs(source)) for name, source in heard.items()}


def _runs(source: Heard) -> bool:
    """Whether the source's process still is there; one that began later only has the same number."""
    if source.pid is None or source.sensed is None:
        return False
    try:
        process = psutil.Process(source.pid)
        began = datetime.fromtimestamp(process.create_time(), UTC)
        return process.status() != psutil.STATUS_ZOMBIE and began <= source.sensed + _CLOCKS
    except (psutil.Error, ValueError, OverflowError):
        return False


def _pause(client: ActivityWatchClient) -> Pause | None:
    """What the server says of its pause; an older one says nothing."""
    try:
        return client.get_pause()
    except (RequestException, UnexpectedAnswerError):
        return None


def _processes(names: set[str]) -> dict[str, int]:
    """Which of the modules this user runs, started by whom ever: name to process."""
    found: dict[str, int] = {}
    user = psutil.Process().username()
    for process in psutil.process_iter(["cmdline", "username"]):
        if process.info["username"] == user:
            called = _called(process.info["cmdline"] or [])
            found.update(dict.fromkeys(called & names, process.pid))
    return found


def _called(command_line: Sequence[str]) -> set[str]:
    """The names a process may be known by: of its binary, and of the script if that is an interpreter."""
    script = next((word for word in command_line[1:] if not word.startswith("-")), "")
    names = (*command_line[:1], script if os.sep in script else "")
    return {Path(name).name.removesuffix(".exe") for name in names}


def _environ_of(manager: RunningManager) -> Mapping[str, str]:
    """The environment the watchers were given; this shell's may be another, as over ssh."""
    try:
        return psutil.Process(manager.pid).environ()
    except psutil.Error:
        return {}


def desktop_of(environ: Mapping[str, str]) -> Desktop:
    """The desktop session that the environment variables tell of."""
    name = environ.get("XDG_CURRENT_DESKTOP", "")
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        return Desktop("wayland", name)
    return Desktop("x11" if environ.get("DISPLAY") else "", name)
