"""The tables as peewee models, built anew for each database object: no model is bound to a global one."""

from __future__ import annotations

from typing import Any, NamedTuple

from peewee import AutoField, BigIntegerField, BlobField, IntegerField, Model, SqliteDatabase, TextField

__all__ = ["Models", "build_models"]


class Models(NamedTuple):
    """The model classes of one database; untyped, as peewee makes their fields at run time."""

    bucket: Any
    payload: Any
    event: Any
    chunk: Any
    migration: Any


def build_models(db: SqliteDatabase) -> Models:
    """The models bound to `db`; the migrations create the tables."""

    class Table(Model):
        class Meta:
            database = db

    class Bucket(Table):
        """Where one watcher on one machine keeps its events; `data` is JSON, `created` microseconds."""

        key = AutoField()
        id = TextField(unique=True)
        type = TextField()
        client = TextField()
        hostname = TextField()
        created = BigIntegerField()
        name = TextField(null=True)
        data = TextField()

    class Payload(Table):
        """One distinct event data of a bucket; `uses` counts the events that have it."""

        key = AutoField()
        bucket = IntegerField()
        digest = BlobField()
        data = TextField()
        uses = IntegerField()

    class Event(Table):
        """One event; `start_ms` in milliseconds since 1970-01-01 UTC, `length_us` in microseconds."""

        id = AutoField()
        bucket = IntegerField()
        start_ms = BigIntegerField()
        length_us = BigIntegerField()
        payload = IntegerField()

    class Chunk(Table):
        """All events of a bucket that start in one week, as packed columns; see `chunks`."""

        key = AutoField()
        bucket = IntegerField()
        week = IntegerField()
        events = IntegerField()
        columns = BlobField()

    class Migration(Table):
        """One migration that was applied; `applied_at` is ISO 8601 UTC."""

        name = TextField(primary_key=True)
        applied_at = TextField()

    return Models(Bucket, Payload, Event, Chunk, Migration)
