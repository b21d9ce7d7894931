"""`aw-manager status`: how the modules of the running manager are."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlsplit

import click
import psutil
from rich.text import Text

from aw_client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.pause import Pause
from aw_client.transport import RequestException
from aw_manager.cli.options import json_option, testing_option
from aw_manager.cli.tables import new_table, show
from aw_manager.errors import NotRunningError
from aw_manager.instance import RunningManager, find_running
from aw_manager.module import ModuleState, ModuleStatus
from aw_manager.pausing.memory import Memory
from aw_manager.settings import PROGRAM
from aw_manager.spans import age, until_text

__all__ = ["command"]

_COLOURS = {
    ModuleState.RUNNING: "green",
    ModuleState.EXTERNAL: "green",
    ModuleState.FAILED: "red",
    ModuleState.MISCONFIGURED: "red",
    ModuleState.PAUSED: "yellow",
    ModuleState.UNAVAILABLE: "yellow",
    ModuleState.WAITING: "yellow",
}


@click.command("status")
@testing_option
@json_option
def command(testing: bool, as_json: bool) -> None:
    """Show each module: its state, process, since when, restarts and last message."""
    running = find_running(testing=testing)
    if as_json:
        click.echo(json.dumps(_as_json(running, testing=testing), indent=2))
        raise SystemExit(0 if running else 1)
    if running is None:
        raise NotRunningError("not running; `aw-manager start` starts it")
    click.echo(f"aw-manager runs since {age(running.since)} (pid {running.pid}), server {running.address}\n")
    pause = _pause(running, testing=testing)
    if pause is not None and pause.paused:
        click.echo(
            f"Recording is paused by {pause.by} {until_text(pause.until)}; `aw-manager resume` ends that\n"
        )
    table = new_table("module", "state", "pid", "since", "restarts", "last message")
    for module in map(_checked, running.modules):
        state = Text(module.state.value, style=_COLOURS.get(module.state, ""))
        pid = "" if module.pid is None else str(module.pid)
        table.add_row(module.name, state, pid, age(module.since), str(module.restarts), Text(module.message))
    show(table)


def _pause(running: RunningManager, *, testing: bool) -> Pause | None:
    """What the server says of its pause, or what it said last; None where it never did."""
    parts = urlsplit(running.address)
    client = ActivityWatchClient(PROGRAM, testing, parts.hostname, parts.port)
    try:
        return client.get_pause()
    except (RequestException, UnexpectedAnswerError):
        return Memory(running.address, testing=testing).known
    finally:
        client.disconnect()


def _as_json(running: RunningManager | None, *, testing: bool) -> dict[str, object]:
    if running is None:
        return {"running": False}
    pause = _pause(running, testing=testing)
    return {
        "running": True,
        "pid": running.pid,
        "since": running.since.isoformat(),
        "address": running.address,
        "pause": None if pause is None else pause.to_json_dict(),
        "modules": [_checked(module).to_json_dict() for module in running.modules],
    }


def _checked(module: ModuleStatus) -> ModuleStatus:
    """The module as the manager last wrote, unless its process is gone: then the manager could not write since."""
    if module.pid is None or psutil.pid_exists(module.pid):
        return module
    return replace(
        module,
        state=ModuleState.WAITING,
        pid=None,
        message="its process has ended, and the manager cannot write its state: is the disk full?",
    )
