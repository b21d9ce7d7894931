"""Batches of events on disk, for the time between checking them and storing them."""

from __future__ import annotations

import pickle
import tempfile
from typing import Any

from aw_datastore.rows import Rows

__all__ = ["BatchFile"]


class BatchFile:
    """A file without a name that holds batches: first all are written, then read in the same order.

    Nobody else ever has it, so it is safe to unpickle what it holds.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it

    def write(self, rows: Rows) -> None:
        """Add a batch."""
        pickle.dump(rows, self._file, pickle.HIGHEST_PROTOCOL)

    def rewind(self) -> None:
        """Go back to the first batch."""
        self._file.seek(0)

    def read(self) -> Rows:
        """The next batch."""
        rows: Any = pickle.load(self._file)  # noqa: S301 - this process wrote it, see above
        return Rows(*rows)

    def close(self) -> None:
        """Let go of the file; calling it again does nothing."""
        self._file.close()
