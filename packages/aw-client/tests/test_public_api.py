from __future__ import annotations

import importlib

import pytest


@pytest.mark.parametrize("module", ["aw_client", "aw_client.queries", "aw_client.watcher", "aw_client.cli"])
def test_a_package_exports_what_it_imports_sorted(module: str) -> None:
    exported = importlib.import_module(module).__all__
    assert exported == sorted(exported)
    assert all(hasattr(importlib.import_module(module), name) for name in exported)


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("aw_client", ["ActivityWatchClient"]),
        ("aw_client.client", ["ActivityWatchClient"]),
        ("aw_client.classes", ["default_classes", "get_classes"]),
        ("aw_client.cli", ["main"]),
        ("aw_client.config", ["load_config", "load_local_server_api_key"]),
        ("aw_client.singleinstance", ["SingleInstance"]),
        (
            "aw_client.queries",
            [
                "AndroidQueryParams",
                "DesktopQueryParams",
                "EnhancedJSONEncoder",
                "QueryParams",
                "browserEvents",
                "browser_appnames",
                "browsersWithBuckets",
                "canonicalEvents",
                "default_limit",
                "escape_doublequote",
                "fullDesktopQuery",
                "isAndroidParams",
                "isDesktopParams",
                "pretty_query",
                "querystr_to_array",
            ],
        ),
        (
            "aw_client.watcher",
            ["EXIT_UNAVAILABLE", "Watcher", "WatcherOptions", "WatcherUnavailableError", "watcher_command"],
        ),
    ],
)
def test_the_names_others_import_are_there(module: str, names: list[str]) -> None:
    assert not [name for name in names if not hasattr(importlib.import_module(module), name)]
