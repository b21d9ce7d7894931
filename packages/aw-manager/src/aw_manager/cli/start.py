"""`aw-manager start`: runs the modules in the foreground until it is told to stop."""

from __future__ import annotations

import asyncio
import os
from contextlib import closing
from functools import partial

import click

from aw_client import ActivityWatchClient
from aw_core.address import DEFAULT_HOST, ServerAddress, default_port
from aw_core.supervision import MANAGED_BY_PID
from aw_manager.announcer import Announcer
from aw_manager.cli.options import address_from, host_option, port_option, testing_option
from aw_manager.discovery import ModuleFinder
from aw_manager.instance import Instance
from aw_manager.keeper import Surroundings, Timing
from aw_manager.lifeline import open_lifeline
from aw_manager.logfiles import keep_own_log, log_file
from aw_manager.module import is_server
from aw_manager.pausing.follower import PauseFollower
from aw_manager.pausing.memory import Memory
from aw_manager.pausing.orders import Orders
from aw_manager.pausing.recording import Recording
from aw_manager.restarts import RestartPolicy
from aw_manager.server import reachable
from aw_manager.session import session_of
from aw_manager.settings import PROGRAM, ManagerSettings, load_manager_settings
from aw_manager.supervisor import Supervisor, supervise

__all__ = ["command"]


@click.command("start")
@click.argument("modules", nargs=-1)
@testing_option
@host_option
@port_option
@click.option(
    "--autostart-modules", metavar="A,B,…", help="The modules to start instead of the configured ones."
)
@click.option("-v", "--verbose", is_flag=True, help="Show every line the modules write, not only warnings.")
@click.option(
    "--no-gui", is_flag=True, hidden=True, help="Accepted for scripts that start aw-qt; there is no GUI."
)
def command(  # noqa: PLR0917 - click passes them by name
    modules: tuple[str, ...],
    testing: bool,
    host: str | None,
    port: int | None,
    autostart_modules: str | None,
    verbose: bool,
    no_gui: bool,  # noqa: ARG001 - see its help
) -> None:
    """Start the server and the watchers and keep them running (the default command).

    MODULES are commands such as aw-server or aw-watcher-afk; without any, those of aw-manager.toml.
    """
    settings = load_manager_settings(os.environ, testing=testing)
    address = address_from(host, port, testing=testing)
    finder = ModuleFinder.of_this_interpreter(os.environ.get("PATH", ""))
    named = [*modules, *(name.strip() for name in (autostart_modules or "").split(",") if name.strip())]
    for name in named:
        finder.find(name)  # a name that was typed may be mistyped: say so before anything starts
    names = list(dict.fromkeys(named or settings.autostart_modules))

    url = reachable(address).url
    with (
        Instance.claim(testing=testing, address=url) as me,
        closing(open_lifeline(settings.stop_timeout)) as lifeline,
    ):
        keep_own_log(testing=testing)
        announcer = Announcer(verbose=verbose)
        around = Surroundings(
            address=address,
            finder=finder,
            arguments=partial(module_arguments, settings=settings, address=address, testing=testing),
            environ={**os.environ, **module_environment(address)},
            log_file=partial(log_file, testing=testing),
            lifeline=lifeline,
            announcer=announcer,
            timing=timing_from(settings),
            policy=RestartPolicy(crash_limit=settings.crash_limit),
            session=session_of(os.environ),
        )
        follower = _follower(settings, around, testing=testing)
        asyncio.run(supervise(Supervisor(names, around, me.publish, follower)))
        announcer.say(PROGRAM, "stopped")


def _follower(settings: ManagerSettings, around: Surroundings, *, testing: bool) -> PauseFollower:
    """What follows the pause of the server."""
    target = reachable(around.address)
    return PauseFollower(
        ActivityWatchClient(PROGRAM, testing, target.host, target.port),
        settings.pause_schedule,
        Orders(target.url, testing=testing),
        Memory(target.url, testing=testing),
        recording=Recording(),
        announcer=around.announcer,
    )


def timing_from(settings: ManagerSettings) -> Timing:
    """The times the user can set."""
    return Timing(
        retry_unavailable=settings.retry_unavailable,
        server_start=settings.server_timeout,
        stop=settings.stop_timeout,
    )


def module_environment(address: ServerAddress) -> dict[str, str]:
    """What the modules are told by environment: who manages them, and where the server is.

    It outweighs their config files, so that all of them and the manager mean the same server; a module that
    does not know these variables does not mind them.
    """
    target = reachable(address)
    return {
        # With it a module can end by itself where the kernel does not see to it.
        MANAGED_BY_PID: str(os.getpid()),
        "PYTHONUNBUFFERED": "1",
        "AW_SERVER_HOST": address.host,
        "AW_SERVER_PORT": str(address.port),
        "AW_CLIENT_HOSTNAME": target.host,
        "AW_CLIENT_PORT": str(target.port),
    }


def module_arguments(
    name: str, *, settings: ManagerSettings, address: ServerAddress, testing: bool
) -> tuple[str, ...]:
    """The command line of a module: the mode, the address unless it is the default, what the user added."""
    arguments = ["--testing"] if testing else []
    target = address if is_server(name) else reachable(address)
    # Not every watcher of others knows these options, so they are given only where they are needed.
    if target.host not in {DEFAULT_HOST, "localhost"}:
        arguments += ["--host", target.host]
    if target.port != default_port(testing=testing):
        arguments += ["--port", str(target.port)]
    return (*arguments, *settings.arguments.get(name, ()))
