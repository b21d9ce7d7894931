from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aw_datastore.care.pages import PageFile
from aw_datastore.care.records import INDEX, TABLE, records

values = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.binary(max_size=40),
    st.integers(100, 9000).map("x".__mul__),
    st.integers(100, 20_000).map(bytes),
)
rows = st.dictionaries(st.integers(-(2**63), 2**63 - 1), st.tuples(values, values), max_size=60)


def written(
    path: Path, found: dict[int, tuple[object, object]], *, page_size: int, log: bool
) -> sqlite3.Connection:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA page_size = {page_size}")
    if log:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (key INTEGER PRIMARY KEY, a, b)")
    connection.execute("CREATE INDEX t_a ON t (a, b)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", ((key, *row) for key, row in found.items()))
    connection.commit()
    return connection


@given(rows, st.sampled_from([512, 1024, 4096, 65536]), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_that_sqlite_wrote_is_read_from_its_pages(
    path: Path, found: dict[int, tuple[object, object]], page_size: int, log: bool
) -> None:
    with closing(written(path, found, page_size=page_size, log=log)), PageFile(path) as pages:
        read = [record for number, page in pages for record in records(number, page, pages.page)]
    table = {key: values for kind, key, values in read if kind == TABLE and len(values) == 3}
    assert {key: list(map(repr, values)) for key, values in table.items()} == {
        key: list(map(repr, (None, *row))) for key, row in found.items()
    }
    index = [values for kind, _, values in read if kind == INDEX]
    assert sorted(map(repr, index)) == sorted(repr([*row, key]) for key, row in found.items())


@given(st.binary(min_size=512, max_size=512), st.integers(1, 3))
def test_no_page_is_too_strange_to_be_read(page: bytes, number: int) -> None:
    for first in (2, 5, 10, 13):
        at = 100 if number == 1 else 0
        strange = page[:at] + bytes([first]) + page[at + 1 :]
        list(records(number, strange, lambda _: page))
