"""Starts, supervises and diagnoses the server and the watchers."""

from __future__ import annotations

from aw_manager.discovery import FoundModule, ModuleFinder, Origin
from aw_manager.instance import RunningManager, find_running
from aw_manager.module import ModuleState, ModuleStatus

__all__ = [
    "FoundModule",
    "ModuleFinder",
    "ModuleState",
    "ModuleStatus",
    "Origin",
    "RunningManager",
    "find_running",
]
