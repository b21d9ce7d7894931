"""Care for a database file: checks, backups, recovery, and giving room back."""

from __future__ import annotations

from aw_datastore.care.backups import Backup, BackupFolder, back_up_to
from aw_datastore.care.checking import Check, Progress, Stop, check, no_progress, quick_check
from aw_datastore.care.cleansing import remove_unfinished, rewrite_copy, set_aside
from aw_datastore.care.pruning import OldEvents, old_events, parse_age
from aw_datastore.care.recovery import recover, restore
from aw_datastore.care.reports import BucketLoss, Recovery, read_recoveries
from aw_datastore.care.salvage import holds_our_data
from aw_datastore.care.statistics import BucketStatistics, Statistics, statistics
from aw_datastore.care.vacuum import vacuum

__all__ = [
    "Backup",
    "BackupFolder",
    "BucketLoss",
    "BucketStatistics",
    "Check",
    "OldEvents",
    "Progress",
    "Recovery",
    "Statistics",
    "Stop",
    "back_up_to",
    "check",
    "holds_our_data",
    "no_progress",
    "old_events",
    "parse_age",
    "quick_check",
    "read_recoveries",
    "recover",
    "remove_unfinished",
    "restore",
    "rewrite_copy",
    "set_aside",
    "statistics",
    "vacuum",
]
