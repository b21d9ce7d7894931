"""Rules of the house that a reader would otherwise have to believe."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from tree import ROOT, Module, modules

ALL = modules()
DISTRIBUTIONS = sorted((ROOT / "packages").iterdir())


@pytest.mark.parametrize("package", DISTRIBUTIONS, ids=lambda path: path.name)
def test_a_distribution_has_its_papers(package: Path) -> None:
    assert len((package / "README.md").read_text(encoding="utf-8")) > 300
    assert "## 0.5.100" in (package / "CHANGELOG.md").read_text(encoding="utf-8")
    for imported in (package / "src").glob("*/__init__.py"):
        assert (imported.parent / "py.typed").exists()
    assert list((package / "tests").glob("test_*.py"))


@pytest.mark.parametrize("package", DISTRIBUTIONS, ids=lambda path: path.name)
def test_siblings_are_pinned_to_this_line_of_versions(package: Path) -> None:
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"].startswith("0.5.")
    siblings = [line for line in project["dependencies"] if line.startswith("aw-")]
    assert all(line.endswith(">=0.5.100,<0.6") for line in siblings)


@pytest.mark.parametrize("module", ALL, ids=str)
def test_a_module_opens_with_a_sentence(module: Module) -> None:
    docstring = ast.get_docstring(module.tree)
    assert docstring, f"{module} has no docstring"
    assert docstring.splitlines()[0].rstrip().endswith((".", ":")), docstring.splitlines()[0]


@pytest.mark.parametrize("module", [m for m in ALL if m.path.name == "__init__.py"], ids=str)
def test_a_package_exports_by_hand_a_sorted_list(module: Module) -> None:
    body = [node for node in module.tree.body if not isinstance(node, ast.Expr)]
    if not body:
        return
    names = [
        alias.asname or alias.name
        for node in body
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    ]
    lists = [node for node in body if isinstance(node, ast.Assign)]
    if not names:
        return
    assert len(lists) == 1, f"{module}: expected one assignment, to __all__"
    exported = ast.literal_eval(lists[0].value)
    assert sorted(exported) == sorted(names)
    assert exported == sorted(exported, key=lambda name: (not name.isupper(), not name[0].isupper(), name))


@pytest.mark.parametrize("module", ALL, ids=str)
def test_nothing_is_put_off_in_a_comment(module: Module) -> None:
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", module.path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", ALL, ids=str)
def test_no_module_outgrows_a_readers_patience(module: Module) -> None:
    assert module.path.read_text(encoding="utf-8").count("\n") <= 400


def test_the_build_hook_of_static_files_is_one_file_in_several_places() -> None:
    hooks = sorted(ROOT.glob("packages/*/hatch_build.py"))
    assert len(hooks) == 2
    assert len({hook.read_bytes() for hook in hooks}) == 1


ENTRY_POINTS = {"main", "cli", "__main__"}
READS_ENVIRONMENT_ON_CALL = {
    "aw_client.config",  # scripts construct a client with no more than a name
    "aw_core.log",  # setup_logging, which only entry points call, honours LOG_LEVEL
    "aw_manager.guardian",  # the main of a process of its own
    "aw_manager.trampoline",  # likewise
}


@pytest.mark.parametrize("module", ALL, ids=str)
def test_only_entry_points_read_arguments_and_environment(module: Module) -> None:
    if ENTRY_POINTS & set(module.name.split(".")) or module.name in READS_ENVIRONMENT_ON_CALL:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {("sys", "argv"), ("os", "environ"), ("os", "getenv")}, (
                f"{module}:{node.lineno}"
            )
