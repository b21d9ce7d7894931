"""Who may import whom: the table in docs/architecture.md, held against the code."""

from __future__ import annotations

import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from tree import ROOT, Module, distribution, modules

OURS = {module.package for module in modules()}
PROVIDES = {
    "Xlib": "python-xlib",
    "yaml": "pyyaml",
    "google": "protobuf",
    "AppKit": "pyobjc-framework-cocoa",
    "CoreFoundation": "pyobjc-framework-cocoa",
    "Foundation": "pyobjc-framework-cocoa",
    "HIServices": "pyobjc-framework-applicationservices",
    "objc": "pyobjc-core",
    "win32api": "pywin32",
    "win32con": "pywin32",
    "win32job": "pywin32",
}


def documented_table() -> dict[str, set[str]]:
    """The lines `importer -> imported, imported` of the import table in the architecture page."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(r"```imports\n(.*?)```", page, re.DOTALL)
    assert block, "docs/architecture.md has no ```imports block"
    table = {}
    for line in block[1].splitlines():
        importer, _, imported = line.partition("->")
        table[importer.strip()] = {name.strip() for name in imported.split(",") if name.strip()}
    return table


def top(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_imports_only_the_siblings_its_package_may(module: Module) -> None:
    allowed = documented_table()[module.package] | {module.package}
    forbidden = [
        name
        for name in module.imports()
        if top(name) in OURS and not any(f"{name}.".startswith(f"{entry}.") for entry in allowed)
    ]
    assert not forbidden, f"{module} imports {sorted(forbidden)}"


@pytest.mark.parametrize("module", modules(), ids=str)
def test_every_import_is_declared_by_the_distribution(module: Module) -> None:
    project = tomllib.loads((distribution(module) / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [line for extra in project.get("optional-dependencies", {}).values() for line in extra]
    declared = {Requirement(line).name.lower() for line in project["dependencies"] + optional} | {
        project["name"]
    }
    packages = {top(name) for name in module.imports()} - set(sys.stdlib_module_names) - {module.package}
    shipped = {path.name for path in (distribution(module) / "src").iterdir()}
    undeclared = {
        name
        for name in packages - shipped
        if PROVIDES.get(name, name.replace("_", "-")).lower() not in declared
        and not (name == "aw_transform" and "aw-core" in declared)
    }
    assert not undeclared, f"{module} imports {sorted(undeclared)}, which {project['name']} does not declare"


ONLY_IN = {
    "requests": {"aw_client.transport"},
    "peewee": {"aw_datastore"},
    "playhouse": {"aw_datastore"},
    "sqlite3": {"aw_datastore", "aw_client.spool"},
    "flask": {"aw_server"},
    "Xlib": {
        "aw_watcher_window.backends",
        "aw_watcher_afk.backends",
        "aw_watcher_afk.senses",
        "aw_watcher_input.backends",
    },
    "jeepney": {"aw_client.desktop.bus"},
    "AppKit": {"aw_watcher_window.backends.mac_api"},
    "pynput": {"aw_watcher_afk.backends", "aw_watcher_input.backends"},
}


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_foreign_world_is_known_in_one_place(module: Module) -> None:
    for library, homes in ONLY_IN.items():
        if library in {top(name) for name in module.imports()}:
            at_home = any(module.name == home or module.name.startswith(f"{home}.") for home in homes)
            assert at_home, f"{module} imports {library}; only {sorted(homes)} may"
