"""One writer for many threads: jobs that wait together share one transaction and one sync to disk.

There is no writer thread, as handing work over costs more than a small job itself. The first thread to
come leads: it runs the jobs of all who wait, commits, wakes them, and passes the lead to one who came
meanwhile.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from aw_datastore.errors import DamagedDatabaseError, DatabaseError, DatastoreClosedError
from aw_datastore.sqlite.failures import OnDamage, database_error, nobody

__all__ = ["Writer"]

T = TypeVar("T")

GATHER_SECONDS = 0.0002
"""How long a leader waits for others to join, if the group before had several: a sync less for each of them is worth
more than the wait (PostgreSQL calls this `commit_delay`)."""


class Writer:
    """Runs jobs on the one connection that writes, each whole or not at all, and returns after the commit.

    Args:
        connection: in autocommit mode; used by one thread at a time, whichever leads.
        path: the file, for messages.
        on_damage: told when the file is found damaged.
        after_commit: called after each commit, by a thread that nobody waits for.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        on_damage: OnDamage = nobody,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._connection = connection
        self._path = path
        self._on_damage = on_damage
        self._after_commit = after_commit
        self._mutex = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._led = False
        self._in_company = False
        self._closed = False

    def run(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """What `job(connection)` returns, once it is on disk; what it raises undoes it and it alone.

        Raises:
            DatastoreClosedError: `close()` was called.
            DatabaseError: the file could not be written; the job did nothing.
        """
        result: T = self._submit(_Ticket(job), last=False)
        return result

    def run_alone(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """The same for a job that must run outside any transaction, such as a checkpoint."""
        result: T = self._submit(_Ticket(job, alone=True), last=False)
        return result

    def close(self) -> None:
        """Let no further job in and return when all are done; calling it again does nothing."""
        with self._mutex:
            if self._closed:
                return
        self._submit(_Ticket(lambda _: None), last=True)

    def _submit(self, ticket: _Ticket, *, last: bool) -> Any:
        with self._mutex:
            if self._closed:
                raise DatastoreClosedError(f"{self._path}: the datastore is closed")
            self._closed = last
            self._waiting.append(ticket)
            ticket.leads, self._led = not self._led, True
        try:
            if ticket.leads or ticket.wait_for_lead():
                self._lead()
        except BaseException:
            self._abandon(ticket)
            raise
        return ticket.result()

    def _lead(self) -> None:
        group: list[_Ticket] = []
        try:
            if self._in_company:
                time.sleep(GATHER_SECONDS)
            group = self._next_group()
            self._run_group(group)
        finally:
            self._pass_on(group)
        self._after_commit()

    def _next_group(self) -> list[_Ticket]:
        """Take those in line up to the first that must run alone, or that one."""
        with self._mutex:
            size = next((at for at, ticket in enumerate(self._waiting) if ticket.alone), len(self._waiting))
            group, self._waiting = self._waiting[: size or 1], self._waiting[size or 1 :]
            return group

    def _pass_on(self, group: list[_Ticket]) -> None:
        """Let the next in line lead, before the finished wake up and compete for the processor."""
        with self._mutex:
            self._led = bool(self._waiting)
            self._in_company = len(group) > 1 or self._led
            if self._waiting:
                self._waiting[0].hand_lead()
        for ticket in group:
            ticket.finish()

    def _abandon(self, ticket: _Ticket) -> None:
        """Take back a job whose caller was interrupted (by Ctrl-C) before it ran, so that nobody waits for it."""
        with self._mutex:
            if ticket not in self._waiting:
                return
            self._waiting.remove(ticket)
        if ticket.leads:
            self._pass_on([])

    def _run_group(self, group: list[_Ticket]) -> None:
        try:
            if group[0].alone:
                group[0].run(self._connection)
            else:
                self._run_transaction(group)
        except BaseException as error:
            self._undo(group, error)
            if not isinstance(error, Exception):
                raise
        else:
            for ticket in group:
                ticket.committed = True

    def _run_transaction(self, group: list[_Ticket]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        if len(group) == 1:
            group[0].run(self._connection)
        else:
            self._run_apart(group)
        self._connection.execute("COMMIT")

    def _run_apart(self, group: list[_Ticket]) -> None:
        for ticket in group:
            self._connection.execute("SAVEPOINT job")
            try:
                ticket.run(self._connection)
            except Exception as error:
                # A full disk, among others, makes SQLite undo the whole transaction by itself.
                if not self._connection.in_transaction:
                    raise
                self._connection.execute("ROLLBACK TO job")
                ticket.error = self._translated(error)
            self._connection.execute("RELEASE job")

    def _undo(self, group: list[_Ticket], error: BaseException) -> None:
        if isinstance(error, Exception):
            for ticket in group:
                ticket.error = ticket.error or self._translated(error)
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _translated(self, error: Exception) -> Exception:
        ours = database_error(self._path, error)
        if isinstance(ours, DamagedDatabaseError):
            self._on_damage(ours)
        return ours or error


class _Ticket:
    """One caller's job and what became of it."""

    def __init__(self, job: Callable[[sqlite3.Connection], Any], *, alone: bool = False) -> None:
        self._job = job
        self.alone = alone
        self._value: Any = None
        self.error: Exception | None = None
        self.committed = False
        self.leads = False
        # Held until there is news: a bare lock is the cheapest thing to wait on.
        self._news = threading.Lock()
        self._news.acquire()

    def run(self, connection: sqlite3.Connection) -> None:
        self._value = self._job(connection)

    def hand_lead(self) -> None:
        self.leads = True
        self._news.release()

    def finish(self) -> None:
        if not self.leads:
            self._news.release()

    def wait_for_lead(self) -> bool:
        """Wait for news; whether it is that this caller is to lead."""
        self._news.acquire()
        return self.leads

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        if not self.committed:
            raise DatabaseError("the write was interrupted before it was on disk")
        return self._value
