"""What can go wrong in aw-manager.

ManagerError (an AWError)
├── AlreadyRunningError      another manager of this user runs in this mode
├── NotRunningError          there is no manager to stop or to ask
├── StopTimeoutError         a manager was told to stop and did not end in time
├── UnknownModuleError       no command of that name is installed
├── PortTakenError           the server's port belongs to a program that is no tracker server
└── NothingRunsError         every module was given up
"""

from __future__ import annotations

from aw_core.errors import AWError

__all__ = [
    "AlreadyRunningError",
    "ManagerError",
    "NotRunningError",
    "NothingRunsError",
    "PortTakenError",
    "StopTimeoutError",
    "UnknownModuleError",
]


class ManagerError(AWError):
    """The base of every error of the manager."""


class AlreadyRunningError(ManagerError):
    """Another manager of this user runs in this mode."""


class NotRunningError(ManagerError):
    """There is no manager to stop or to ask."""


class StopTimeoutError(ManagerError):
    """A manager was told to stop and did not end in time."""


class UnknownModuleError(ManagerError):
    """No command of that name is installed."""


class PortTakenError(ManagerError):
    """The server's port belongs to a program that is no tracker server."""


class NothingRunsError(ManagerError):
    """Every module was given up, so there is nothing left to supervise."""
