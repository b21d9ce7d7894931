from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import aw_datastore
import aw_datastore.storages
from aw_datastore import Datastore, check_for_migration, get_storage_methods
from aw_datastore.storages import AbstractStorage, MemoryStorage, PeeweeStorage, SqliteStorage

MODULES = [name for _, name, _ in pkgutil.walk_packages(aw_datastore.__path__, "aw_datastore.")]


@pytest.mark.parametrize("name", ["aw_datastore", *MODULES])
def test_every_module_lists_what_it_offers(name: str) -> None:
    module = importlib.import_module(name)
    assert all(hasattr(module, member) for member in module.__all__)


@pytest.mark.parametrize("name", ["aw_datastore", "aw_datastore.storages", "aw_datastore.errors"])
def test_lists_are_sorted(name: str) -> None:
    names = importlib.import_module(name).__all__
    assert names == sorted(names)


def test_every_error_is_drawn_in_the_tree() -> None:
    assert aw_datastore.errors.__doc__ is not None
    assert all(name in aw_datastore.errors.__doc__ for name in aw_datastore.errors.__all__)


def test_storages_go_by_the_names_older_scripts_use() -> None:
    assert get_storage_methods() == {
        "peewee": PeeweeStorage,
        "sqlite": SqliteStorage,
        "memory": MemoryStorage,
    }
    assert issubclass(MemoryStorage, AbstractStorage)
    assert issubclass(PeeweeStorage, AbstractStorage)


def test_storage_can_be_made_by_any_callable(path: Path) -> None:
    with Datastore(lambda testing: SqliteStorage(testing, filepath=path), testing=True) as datastore:
        assert isinstance(datastore.storage_strategy, SqliteStorage)
        check_for_migration(datastore)
    assert path.exists()


def test_storage_takes_what_older_scripts_pass(path: Path) -> None:
    with Datastore(SqliteStorage, testing=True, filepath=str(path), enable_lazy_commit=False):
        assert path.exists()


def test_names_are_shown_where_something_is_printed(path: Path) -> None:
    with Datastore(SqliteStorage, filepath=path) as datastore:
        assert str(path) in repr(datastore)
        assert repr(datastore.create_bucket("b", "t", "c", "h")) == "Bucket('b')"
