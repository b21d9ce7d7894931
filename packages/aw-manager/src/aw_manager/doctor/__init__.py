"""Says for each source whether it records right now, and if not, why and what to do."""

from __future__ import annotations

from aw_manager.doctor.checks import diagnose
from aw_manager.doctor.facts import Facts
from aw_manager.doctor.files import judge_configs, judge_folders
from aw_manager.doctor.finding import Finding, Verdict
from aw_manager.doctor.gather import gather

__all__ = ["Facts", "Finding", "Verdict", "diagnose", "gather", "judge_configs", "judge_folders"]
