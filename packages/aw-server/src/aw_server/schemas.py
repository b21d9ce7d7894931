"""The JSON the API takes and gives, as JSON schemas for its documentation."""

from __future__ import annotations

from typing import Any

from aw_server.pausing.schemas import PAUSE_SCHEMAS

__all__ = ["ANYTHING", "SCHEMAS", "list_of", "reference"]

ANYTHING: dict[str, Any] = {}
"""The schema of any JSON value."""

_TEXT: dict[str, Any] = {"type": "string"}
_MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
_OBJECT: dict[str, Any] = {"type": "object"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_MAYBE_MOMENT: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}


def reference(name: str) -> dict[str, Any]:
    """A reference to one of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": schema}


_NEW_EVENT: dict[str, Any] = {
    "timestamp": {**_MOMENT, "description": "When it began: ISO 8601; without an offset it is UTC."},
    "duration": {
        "type": "number",
        "minimum": 0,
        "default": 0,
        "description": "How long it lasted, in seconds.",
    },
    "data": {"type": ["object", "null"], "description": "What was so."},
}

_NEW_BUCKET: dict[str, Any] = {
    "client": {**_TEXT, "description": "The program that writes the events."},
    "type": {**_TEXT, "description": "What the events' data looks like, such as `currentwindow`."},
    "hostname": {**_TEXT, "description": "The machine they are about; `!local` is the server's."},
    "created": {"type": ["string", "null"], "format": "date-time"},
    "name": {"type": ["string", "null"]},
    "data": {"type": ["object", "null"]},
}

_BUCKET: dict[str, Any] = {
    "id": _TEXT,
    "created": _MOMENT,
    "name": {"type": ["string", "null"]},
    "type": _TEXT,
    "client": _TEXT,
    "hostname": _TEXT,
    "data": _OBJECT,
    "metadata": {
        "type": "object",
        "description": "When the earliest event starts and the latest ends; null without events.",
        "properties": {
            "start": {"type": ["string", "null"], "format": "date-time"},
            "end": {"type": ["string", "null"], "format": "date-time"},
        },
    },
}

SCHEMAS: dict[str, dict[str, Any]] = {
    "Error": {
        "type": "object",
        "required": ["message"],
        "properties": {
            "message": {**_TEXT, "description": "What was wrong: the thing, what was expected, what came."}
        },
    },
    "QueryError": {
        "type": "object",
        "required": ["message"],
        "properties": {
            "type": {
                "type": "string",
                "enum": ["QueryParseException", "QueryInterpretException", "QueryFunctionException"],
                "description": "Missing where the request, not the query, was wrong.",
            },
            "message": _TEXT,
            "position": {
                "type": ["object", "null"],
                "description": "Where in the query: characters before it, and line and column, both from 1.",
                "properties": {
                    "offset": {"type": "integer"},
                    "line": {"type": "integer"},
                    "column": {"type": "integer"},
                },
            },
        },
    },
    "Info": {
        "type": "object",
        "required": ["hostname", "version", "testing", "device_id"],
        "properties": {
            "hostname": {**_TEXT, "description": "The name of the machine the server runs on."},
            "version": {**_TEXT, "description": "The server's version, after a `v`."},
            "testing": {"type": "boolean", "description": "Whether it runs in testing mode."},
            "device_id": {**_TEXT, "description": "A UUID that identifies this machine."},
        },
    },
    "Event": {
        "type": "object",
        "required": ["id", "timestamp", "duration", "data"],
        "properties": {
            "id": {"type": ["integer", "null"], "description": "Null for an event a query made."},
            "timestamp": {**_MOMENT, "description": "When it began, in UTC, on a whole millisecond."},
            "duration": {"type": "number", "minimum": 0, "description": "How long it lasted, in seconds."},
            "data": _OBJECT,
        },
    },
    "NewEvent": {
        "type": "object",
        "required": ["timestamp"],
        "properties": {
            "id": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": 2**63 - 1,
                "description": "Replaces the event of that id; an unknown id counts as none.",
            },
            **_NEW_EVENT,
        },
    },
    "Heartbeat": {"type": "object", "required": ["timestamp"], "properties": _NEW_EVENT},
    "Bucket": {"type": "object", "required": list(_BUCKET), "properties": _BUCKET},
    "ListedBucket": {
        "type": "object",
        "required": list(_BUCKET),
        "properties": {
            **_BUCKET,
            "last_updated": {
                **_MOMENT,
                "description": "The end of the event that starts last; missing without events.",
            },
        },
    },
    "NewBucket": {"type": "object", "required": ["client", "type", "hostname"], "properties": _NEW_BUCKET},
    "BucketChanges": {
        "type": "object",
        "properties": {
            **{name: {"type": ["string", "null"]} for name in ("client", "type", "hostname", "name")},
            "data": {"type": ["object", "null"], "description": "Replaces all that was there."},
            "data_changes": {
                "type": ["object", "null"],
                "description": "Keys to set in `data`; null takes one out, and all others stay.",
            },
        },
    },
    "Query": {
        "type": "object",
        "required": ["query", "timeperiods"],
        "properties": {
            "query": {**list_of(_TEXT), "description": "The lines of the query."},
            "timeperiods": {
                **list_of({**_TEXT, "examples": ["2024-05-01T00:00:00+00:00/2024-05-02T00:00:00+00:00"]}),
                "description": "The periods it is answered for, each `<start>/<end>`.",
            },
        },
    },
    "Export": {
        "type": "object",
        "required": ["buckets"],
        "properties": {
            "buckets": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["id", "type", "client", "hostname"],
                    "properties": {
                        "id": _TEXT,
                        **_NEW_BUCKET,
                        "events": {
                            "type": ["array", "null"],
                            "items": {"type": "object", "required": ["timestamp"], "properties": _NEW_EVENT},
                        },
                    },
                },
            }
        },
    },
    "Imported": {
        "type": "object",
        "required": ["buckets"],
        "properties": {
            "buckets": {
                "type": "object",
                "additionalProperties": {"type": "integer", "minimum": 0},
                "description": "How many events were added, by bucket; those already there are not counted.",
            }
        },
    },
    "Health": {
        "type": "object",
        "required": ["state", "checked", "damage", "recoveries", "backups", "sources"],
        "properties": {
            "state": {
                **_TEXT,
                "enum": ["unchecked", "checking", "fine", "damaged", "recovering"],
                "description": "What reading the database from end to end found.",
            },
            "checked": {**_MAYBE_MOMENT, "description": "When that found nothing wrong."},
            "damage": {**_MAYBE_TEXT, "description": "What is wrong, until it is recovered."},
            "recoveries": {
                **list_of(reference("Recovery")),
                "description": "Damaged databases that are still kept, oldest first.",
            },
            "backups": {
                "type": "object",
                "required": ["enabled", "newest", "problem"],
                "properties": {
                    "enabled": {"type": "boolean"},
                    "newest": _MAYBE_MOMENT,
                    "problem": {**_MAYBE_TEXT, "description": "Why the last one that was due was not made."},
                },
            },
            "sources": {
                "type": ["object", "null"],
                "additionalProperties": reference("Source"),
                "description": "The source of each bucket, by the bucket's id; null while they cannot be read.",
            },
        },
    },
    "Source": {
        "type": "object",
        "required": ["state", "since", "newest", "sensed", "backend", "version", "pid", "refused", "reason"],
        "properties": {
            "state": {
                **_TEXT,
                "enum": ["recording", "quiet", "silent", "ended", "paused", "waiting", "unknown"],
                "description": "Whether it records.",
            },
            "since": {**_MAYBE_MOMENT, "description": "Since when it does not."},
            "newest": {**_MAYBE_MOMENT, "description": "The end of its newest event."},
            "sensed": {**_MAYBE_MOMENT, "description": "When it last looked, if it says so."},
            "backend": {**_MAYBE_TEXT, "description": "How it senses, such as `x11`."},
            "version": _MAYBE_TEXT,
            "pid": {"type": ["integer", "null"], "description": "The number of its process."},
            "refused": {
                "type": "object",
                "additionalProperties": _TEXT,
                "description": "Why other ways of sensing do not work there, by name.",
            },
            "reason": {**_MAYBE_TEXT, "description": "Why it ended."},
        },
    },
    **PAUSE_SCHEMAS,
    "Recovery": {
        "type": "object",
        "required": ["moment", "reason", "set_aside", "backup", "complete", "buckets", "lost", "summary"],
        "properties": {
            "moment": _MOMENT,
            "reason": {**_TEXT, "description": "What was found wrong."},
            "set_aside": {**_TEXT, "description": "The name of the damaged file, beside the database."},
            "backup": {**_MAYBE_TEXT, "description": "The backup that filled gaps."},
            "complete": {"type": "boolean", "description": "Whether no more is lost than is told here."},
            "lost": {"type": "integer", "description": "How many events are known to be lost."},
            "summary": {**_TEXT, "description": "All of it in one sentence for people."},
            "buckets": list_of(
                {
                    "type": "object",
                    "required": [
                        "bucket_id",
                        "kept",
                        "from_backup",
                        "without_data",
                        "lost",
                        "lost_from",
                        "lost_to",
                    ],
                    "properties": {
                        "bucket_id": _TEXT,
                        **dict.fromkeys(("kept", "from_backup", "without_data", "lost"), _COUNT),
                        "lost_from": {**_MAYBE_MOMENT, "description": "When the first lost event began."},
                        "lost_to": {**_MAYBE_MOMENT, "description": "When the last lost event began."},
                    },
                }
            ),
        },
    },
    "PrivacyRule": {
        "type": "object",
        "properties": {
            "name": {**_MAYBE_TEXT, "description": "That of a default rule stands in its place."},
            "description": _MAYBE_TEXT,
            "enabled": {
                "type": ["boolean", "null"],
                "description": "Whether it is applied; true if missing.",
            },
            "bucket_prefix": {**_MAYBE_TEXT, "description": "Begins the ids of the buckets it is for."},
            "field": {
                **_MAYBE_TEXT,
                "description": "Where to look, such as `title` or `a.b`; everywhere if missing.",
            },
            "pattern": {
                **_MAYBE_TEXT,
                "description": "A regular expression; missing only to switch a default rule.",
            },
            "ignore_case": {"type": ["boolean", "null"]},
            "action": {
                "enum": ["drop", "redact", None],
                "description": "Not to record, or to replace matches.",
            },
            "replacement": {
                **_MAYBE_TEXT,
                "description": "For `redact`; may use captures: `\\1`, `\\g<name>`.",
            },
        },
    },
    "Privacy": {
        "type": "object",
        "required": ["filters", "defaults", "problems"],
        "properties": {
            "filters": {"description": "The setting `privacy_filters`, as it was set."},
            "defaults": list_of(reference("PrivacyRule")),
            "problems": {
                **list_of(_TEXT),
                "description": "What is wrong with rules that are not applied therefore.",
            },
        },
    },
    "PrivacyScope": {
        "type": "object",
        "properties": {
            "filters": {
                "type": ["array", "null"],
                "items": reference("PrivacyRule"),
                "description": "Rules to try; the setting's if missing.",
            },
            "timeperiod": {**_MAYBE_TEXT, "description": "`<start>/<end>`; everything if missing."},
            "buckets": {"type": ["array", "null"], "items": _TEXT, "description": "Ids; all if missing."},
        },
    },
    "PrivacyAmount": {
        "type": "object",
        "required": ["events", "seconds"],
        "properties": {"events": _COUNT, "seconds": {"type": "number", "minimum": 0}},
    },
    "PrivacyEffect": {
        "type": "object",
        "required": ["changed", "dropped"],
        "properties": {"changed": reference("PrivacyAmount"), "dropped": reference("PrivacyAmount")},
    },
    "PrivacyPreview": {
        "type": "object",
        "required": ["token", "summary", "total", "buckets", "rules"],
        "properties": {
            "token": {**_TEXT, "description": "Names exactly this change, to apply it."},
            "summary": {**_TEXT, "description": "It in words."},
            "total": reference("PrivacyEffect"),
            "buckets": {"type": "object", "additionalProperties": reference("PrivacyEffect")},
            "rules": list_of(
                {
                    "type": "object",
                    "required": ["name", "rule", "is_default", "changed", "dropped", "samples"],
                    "properties": {
                        "name": _TEXT,
                        "rule": reference("PrivacyRule"),
                        "is_default": {"type": "boolean"},
                        "changed": reference("PrivacyAmount"),
                        "dropped": reference("PrivacyAmount"),
                        "samples": list_of(
                            {
                                "type": "object",
                                "description": "Events with the same data; `after` is null where they are dropped.",
                                "properties": {
                                    "bucket_id": _TEXT,
                                    "before": _OBJECT,
                                    "after": {"type": ["object", "null"]},
                                    "by": list_of({"type": "integer"}),
                                    "events": _COUNT,
                                    "seconds": {"type": "number", "minimum": 0},
                                },
                            }
                        ),
                    },
                }
            ),
        },
    },
    "PrivacyOrder": {
        "type": "object",
        "required": ["token"],
        "properties": {
            "token": {**_TEXT, "description": "That of a preview of the same."},
            "filters": {"type": ["array", "null"], "items": reference("PrivacyRule")},
            "timeperiod": _MAYBE_TEXT,
            "buckets": {"type": ["array", "null"], "items": _TEXT},
            "backups": {"enum": ["rewrite", "delete", "keep"], "default": "rewrite"},
            "set_aside": {"enum": ["rewrite", "delete", "keep"], "default": "rewrite"},
        },
    },
    "PrivacyApplied": {
        "type": "object",
        "required": ["changed", "dropped", "complete", "files"],
        "properties": {
            "changed": _COUNT,
            "dropped": _COUNT,
            "complete": {
                "type": "boolean",
                "description": "Whether the database's own files hold nothing of it any more.",
            },
            "files": list_of(
                {
                    "type": "object",
                    "required": ["path", "state", "why"],
                    "properties": {
                        "path": _TEXT,
                        "state": {"enum": ["clean", "rewritten", "deleted", "left"]},
                        "why": {**_TEXT, "description": "Why it still holds what was removed."},
                    },
                }
            ),
        },
    },
    "LogRecord": {
        "type": "object",
        "required": ["timestamp", "level", "logger", "message"],
        "properties": {
            "timestamp": _MOMENT,
            "level": _TEXT,
            "logger": _TEXT,
            "message": _TEXT,
            "traceback": _TEXT,
        },
    },
}
"""The named schemas of the documentation."""
