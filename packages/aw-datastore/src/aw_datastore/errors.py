"""What can go wrong in aw-datastore.

AWError (aw_core)
└── DatastoreError
    ├── NoSuchBucketError      (also a KeyError and a ValueError)
    ├── BucketExistsError      (also a ValueError)
    ├── InvalidBucketError     (also a ValueError) a field of a bucket holds what it must not
    ├── NoSuchEventError       (also a ValueError)
    ├── ForeignEventError      (also a ValueError) an event id belongs to another bucket
    ├── InvalidEventIdError    (also a ValueError)
    ├── EventOutOfRangeError   (also a ValueError) an event ends before it starts or past the year 9999
    ├── InvalidPulsetimeError  (also a ValueError)
    ├── InvalidAgeError        (also a ValueError) a text is no age or day in the past
    ├── DatastoreClosedError   a call after `close()`
    └── DatabaseError          the file cannot be read or written
        ├── DatabaseLockedError    another process or datastore writes to it
        ├── ForeignDatabaseError   it is something else than a database of ours
        ├── NewerDatabaseError     a newer version of the program made it
        ├── DamagedDatabaseError   it is ours, but parts of it cannot be read
        ├── DatabaseFullError      there is too little room on the disk
        └── BackupError            a backup that was asked for is not there, or is none
"""

from __future__ import annotations

from aw_core.errors import AWError

__all__ = [
    "BackupError",
    "BucketExistsError",
    "DamagedDatabaseError",
    "DatabaseError",
    "DatabaseFullError",
    "DatabaseLockedError",
    "DatastoreClosedError",
    "DatastoreError",
    "EventOutOfRangeError",
    "ForeignDatabaseError",
    "ForeignEventError",
    "InvalidAgeError",
    "InvalidBucketError",
    "InvalidEventIdError",
    "InvalidPulsetimeError",
    "NewerDatabaseError",
    "NoSuchBucketError",
    "NoSuchEventError",
]


class DatastoreError(AWError):
    """The base of every error this package raises on purpose."""


class NoSuchBucketError(DatastoreError, KeyError, ValueError):
    """There is no bucket of that id."""

    def __init__(self, bucket_id: object) -> None:
        super().__init__(f"There's no bucket named {bucket_id}")

    def __str__(self) -> str:
        # A KeyError shows the repr of its argument; this is a sentence.
        return str(self.args[0])


class BucketExistsError(DatastoreError, ValueError):
    """A bucket of that id is there already."""

    def __init__(self, bucket_id: str) -> None:
        super().__init__(f"bucket '{bucket_id}' already exists")


class InvalidBucketError(DatastoreError, ValueError):
    """A field of a bucket holds what it must not."""


class NoSuchEventError(DatastoreError, ValueError):
    """The bucket has no event of that id."""


class ForeignEventError(DatastoreError, ValueError):
    """An event id belongs to an event of another bucket."""

    def __init__(self, event_id: int, bucket_id: str) -> None:
        super().__init__(f"id: event {event_id} belongs to another bucket than '{bucket_id}'")


class InvalidEventIdError(DatastoreError, ValueError):
    """An event's id is something else than an integer or None."""


class EventOutOfRangeError(DatastoreError, ValueError):
    """An event ends before it starts, or past the year 9999."""


class InvalidPulsetimeError(DatastoreError, ValueError):
    """A pulsetime is not a finite number of seconds."""


class InvalidAgeError(DatastoreError, ValueError):
    """A text is neither an age nor a day, or not in the past."""


class DatastoreClosedError(DatastoreError):
    """A call came after the datastore was closed."""


class DatabaseError(DatastoreError):
    """The database file cannot be read or written."""


class DatabaseLockedError(DatabaseError):
    """Another process, or another datastore of this one, has the database open for writing."""


class ForeignDatabaseError(DatabaseError):
    """The file is something else than a database of this program; it was left as it is."""


class NewerDatabaseError(DatabaseError):
    """The database was made by a newer version of this program; it was left as it is."""


class DamagedDatabaseError(DatabaseError):
    """The file is a database of this program, but parts of it cannot be read."""


class DatabaseFullError(DatabaseError):
    """There is too little room on the disk for what was to be written."""


class BackupError(DatabaseError):
    """A backup that was asked for is not there, or is none."""
