"""What other packages and scripts import stays where they import it from."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from types import ModuleType

import pytest

import aw_core
import aw_transform

MODULES = [
    module.name
    for package in (aw_core, aw_transform)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("package", [aw_core, aw_transform])
def test_exports_are_sorted_and_there(package: ModuleType) -> None:
    assert package.__all__ == sorted(package.__all__)
    assert all(hasattr(package, name) for name in package.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_exports(name: str) -> None:
    module = importlib.import_module(name)
    assert all(hasattr(module, exported) for exported in module.__all__)


@pytest.mark.parametrize(
    "statement",
    [
        "from aw_core import Event, Bucket",
        "from aw_core.models import Event, Id, ConvertibleTimestamp, Duration, Data, Number, _timestamp_parse",
        "from aw_core.dirs import get_data_dir, get_cache_dir, get_config_dir, get_log_dir, ensure_path_exists",
        "from aw_core.config import load_config_toml, save_config_toml, load_config, save_config",
        "from aw_core.log import setup_logging, get_latest_log_file, get_log_file_path",
        "from aw_core.decorators import deprecated, restart_on_exception",
        "from aw_core.util import assert_version, VersionException",
        "from aw_core.schema import get_json_schema",
        "from aw_core.__about__ import __version__",
        "from aw_core import config, decorators, dirs, log, models, schema, util",
        "from aw_transform import flood, concat, categorize, tag, Rule, period_union, union, union_no_overlap",
        "from aw_transform import filter_period_intersect, sum_durations, sort_by_timestamp, sort_by_duration",
        "from aw_transform import heartbeat_reduce, heartbeat_merge, merge_events_by_keys, chunk_events_by_key",
        "from aw_transform import limit_events, filter_keyvals, filter_keyvals_regex, split_url_events, simplify_string",
        "from aw_transform.heartbeats import heartbeat_merge, heartbeat_reduce",
        "from aw_transform.flood import flood",
        "from aw_transform.simplify import simplify_string",
        "from aw_transform.classify import Rule, categorize, tag",
        "from aw_transform.filter_period_intersect import filter_period_intersect, _intersecting_eventpairs",
    ],
)
def test_scripts_find_what_they_import(statement: str) -> None:
    exec(statement, {})  # noqa: S102 - the statement is the test


def test_importing_makes_no_file_and_loads_no_heavy_library() -> None:
    heavy = "{'flask', 'numpy', 'peewee', 'requests', 'click'}"
    script = f"import sys, aw_core, aw_transform; assert not {heavy} & sys.modules.keys()"
    for name in MODULES:
        script += f"\nimport {name}"
    script += "\nimport pathlib; assert not list(pathlib.Path.home().iterdir())"
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=60)
