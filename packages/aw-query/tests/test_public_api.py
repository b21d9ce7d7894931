"""What other packages and scripts import stays where they import it from."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest

import aw_query
import aw_query.engine

MODULES = [module.name for module in pkgutil.walk_packages(aw_query.__path__, "aw_query.")]


def test_exports_are_sorted_and_there() -> None:
    for package in (aw_query, aw_query.engine):
        assert package.__all__ == sorted(package.__all__)
        assert all(hasattr(package, name) for name in package.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_exports(name: str) -> None:
    module = importlib.import_module(name)
    assert all(hasattr(module, exported) for exported in module.__all__)


@pytest.mark.parametrize(
    "statement",
    [
        "from aw_query import query, run, parse",
        "from aw_query.exceptions import QueryException, QueryParseException",
        "from aw_query.exceptions import QueryInterpretException, QueryFunctionException",
        "from aw_query.query2 import query, create_namespace",
        "from aw_query.functions import functions; assert functions['flood'].__doc__",
        "from aw_query.source import EventSource",
    ],
)
def test_scripts_find_what_they_import(statement: str) -> None:
    exec(statement, {})  # noqa: S102 - the statement is the test


def test_importing_makes_no_file_and_leaves_the_plain_definition_out() -> None:
    """The engine is a twin of `aw_transform`, not a user of it."""
    script = "import sys, aw_query; assert 'aw_transform' not in sys.modules"
    for name in MODULES:
        script += f"\nimport {name}"
    script += "\nimport pathlib; assert not list(pathlib.Path.home().iterdir())"
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=60)
