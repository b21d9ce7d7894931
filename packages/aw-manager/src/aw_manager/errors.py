"""What can go wrong in aw-manager.

ManagerError (an AWError)
├── AlreadyRunningError      another manager of this user runs in this mode
├── NoPausesError            the server is an older one that cannot pause
├── NobodyTellsError         the server is away, and no manager runs that would tell it of a pause later
├── NotRunningError          there is no manager to stop or to ask
├── StopTimeoutError         a manager was told to stop and did not end in time
├── UnknownModuleError       no command of that name is installed
├── PortTakenError           the server's port belongs to a program that is no tracker server
├── UnclearPauseError        the words after `pause` say no time
└── NothingRunsError         every module was given up
"""

from __future__ import annotations

from aw_core.errors import AWError

__all__ = [
    "AlreadyRunningError",
    "ManagerError",
    "NoPausesError",
    "NobodyTellsError",
    "NotRunningError",
    "NothingRunsError",
    "PortTakenError",
    "StopTimeoutError",
    "UnclearPauseError",
    "UnknownModuleError",
]


class ManagerError(AWError):
    """The base of every error of the manager."""


class AlreadyRunningError(ManagerError):
    """Another manager of this user runs in this mode."""


class NoPausesError(ManagerError):
    """The server is an older one that cannot pause."""


class NobodyTellsError(ManagerError):
    """The server is away, and no manager runs that would tell it of a pause, or that it is over, later."""


class NotKeptError(ManagerError):
    """The server is away, and what it is to be told later cannot be written down."""


class NotRunningError(ManagerError):
    """There is no manager to stop or to ask."""


class StopTimeoutError(ManagerError):
    """A manager was told to stop and did not end in time."""


class UnknownModuleError(ManagerError):
    """No command of that name is installed."""


class PortTakenError(ManagerError):
    """The server's port belongs to a program that is no tracker server."""


class UnclearPauseError(ManagerError):
    """The words after `pause` say no time, or one that has passed."""


class NothingRunsError(ManagerError):
    """Every module was given up, so there is nothing left to supervise."""
