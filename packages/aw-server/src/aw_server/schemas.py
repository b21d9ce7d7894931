"""The JSON the API takes and gives, as JSON schemas for its documentation."""

from __future__ import annotations

from typing import Any

from aw_server.care.schemas import HEALTH_SCHEMAS
from aw_server.pausing.schemas import PAUSE_SCHEMAS
from aw_server.schemaparts import COUNT, MAYBE_TEXT, MOMENT, OBJECT, TEXT, list_of, reference

__all__ = ["ANYTHING", "SCHEMAS", "list_of", "reference"]

ANYTHING: dict[str, Any] = {}
"""The schema of any JSON value."""

_NEW_EVENT: dict[str, Any] = {
    "timestamp": {**MOMENT, "description": "When it began: ISO 8601; without an offset it is UTC."},
    "duration": {
        "type": "number",
        "minimum": 0,
        "default": 0,
        "description": "How long it lasted, in seconds.",
    },
    "data": {"type": ["object", "null"], "description": "What was so."},
}

_NEW_BUCKET: dict[str, Any] = {
    "client": {**TEXT, "description": "The program that writes the events."},
    "type": {**TEXT, "description": "What the events' data looks like, such as `currentwindow`."},
    "hostname": {**TEXT, "description": "The machine they are about; `!local` is the server's."},
    "created": {"type": ["string", "null"], "format": "date-time"},
    "name": {"type": ["string", "null"]},
    "data": {"type": ["object", "null"]},
}

_BUCKET: dict[str, Any] = {
    "id": TEXT,
    "created": MOMENT,
    "name": {"type": ["string", "null"]},
    "type": TEXT,
    "client": TEXT,
    "hostname": TEXT,
    "data": OBJECT,
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
            "message": {**TEXT, "description": "What was wrong: the thing, what was expected, what came."}
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
            "message": TEXT,
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
            "hostname": {**TEXT, "description": "The name of the machine the server runs on."},
            "version": {**TEXT, "description": "The server's version, after a `v`."},
            "testing": {"type": "boolean", "description": "Whether it runs in testing mode."},
            "device_id": {**TEXT, "description": "A UUID that identifies this machine."},
        },
    },
    "Event": {
        "type": "object",
        "required": ["id", "timestamp", "duration", "data"],
        "properties": {
            "id": {"type": ["integer", "null"], "description": "Null for an event a query made."},
            "timestamp": {**MOMENT, "description": "When it began, in UTC, on a whole millisecond."},
            "duration": {"type": "number", "minimum": 0, "description": "How long it lasted, in seconds."},
            "data": OBJECT,
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
                **MOMENT,
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
            "query": {**list_of(TEXT), "description": "The lines of the query."},
            "timeperiods": {
                **list_of({**TEXT, "examples": ["2024-05-01T00:00:00+00:00/2024-05-02T00:00:00+00:00"]}),
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
                        "id": TEXT,
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
    **HEALTH_SCHEMAS,
    **PAUSE_SCHEMAS,
    "PrivacyRule": {
        "type": "object",
        "properties": {
            "name": {**MAYBE_TEXT, "description": "That of a default rule stands in its place."},
            "description": MAYBE_TEXT,
            "enabled": {
                "type": ["boolean", "null"],
                "description": "Whether it is applied; true if missing.",
            },
            "bucket_prefix": {**MAYBE_TEXT, "description": "Begins the ids of the buckets it is for."},
            "field": {
                **MAYBE_TEXT,
                "description": "Where to look, such as `title` or `a.b`; everywhere if missing.",
            },
            "pattern": {
                **MAYBE_TEXT,
                "description": "A regular expression; missing only to switch a default rule.",
            },
            "ignore_case": {"type": ["boolean", "null"]},
            "action": {
                "enum": ["drop", "redact", None],
                "description": "Not to record, or to replace matches.",
            },
            "replacement": {
                **MAYBE_TEXT,
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
                **list_of(TEXT),
                "description": "What is wrong with rules that are not applied therefore; what of the history is not finished.",
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
            "timeperiod": {**MAYBE_TEXT, "description": "`<start>/<end>`; everything if missing."},
            "buckets": {"type": ["array", "null"], "items": TEXT, "description": "Ids; all if missing."},
        },
    },
    "PrivacyAmount": {
        "type": "object",
        "required": ["events", "seconds"],
        "properties": {"events": COUNT, "seconds": {"type": "number", "minimum": 0}},
    },
    "PrivacyEffect": {
        "type": "object",
        "required": ["changed", "dropped"],
        "properties": {"changed": reference("PrivacyAmount"), "dropped": reference("PrivacyAmount")},
    },
    "PrivacyPreview": {
        "type": "object",
        "required": ["token", "summary", "total", "buckets", "rules", "copies"],
        "properties": {
            "token": {**TEXT, "description": "Names exactly this change, to apply it."},
            "summary": {**TEXT, "description": "It in words."},
            "copies": {
                **COUNT,
                "description": "Backups and databases set aside that applying it goes through too.",
            },
            "total": reference("PrivacyEffect"),
            "buckets": {"type": "object", "additionalProperties": reference("PrivacyEffect")},
            "rules": list_of(
                {
                    "type": "object",
                    "required": ["name", "rule", "is_default", "changed", "dropped", "samples"],
                    "properties": {
                        "name": TEXT,
                        "rule": reference("PrivacyRule"),
                        "is_default": {"type": "boolean"},
                        "changed": reference("PrivacyAmount"),
                        "dropped": reference("PrivacyAmount"),
                        "samples": list_of(
                            {
                                "type": "object",
                                "description": "Events with the same data; `after` is null where they are dropped.",
                                "properties": {
                                    "bucket_id": TEXT,
                                    "before": OBJECT,
                                    "after": {"type": ["object", "null"]},
                                    "by": list_of({"type": "integer"}),
                                    "events": COUNT,
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
            "token": {**TEXT, "description": "That of a preview of the same."},
            "filters": {"type": ["array", "null"], "items": reference("PrivacyRule")},
            "timeperiod": MAYBE_TEXT,
            "buckets": {"type": ["array", "null"], "items": TEXT},
            "backups": {"enum": ["rewrite", "delete", "keep"], "default": "rewrite"},
            "set_aside": {"enum": ["rewrite", "delete", "keep"], "default": "rewrite"},
        },
    },
    "PrivacyApplied": {
        "type": "object",
        "required": ["changed", "dropped", "complete", "why", "files"],
        "properties": {
            "changed": COUNT,
            "dropped": COUNT,
            "complete": {
                "type": "boolean",
                "description": "Whether the database, and copies that were not to be kept, hold nothing of it any more.",
            },
            "why": {
                **TEXT,
                "description": "Why the database's own files may still hold it; empty if they do not.",
            },
            "files": list_of(
                {
                    "type": "object",
                    "required": ["path", "state", "why"],
                    "properties": {
                        "path": TEXT,
                        "state": {"enum": ["clean", "rewritten", "deleted", "left"]},
                        "why": {**TEXT, "description": "Why it still holds what was removed."},
                    },
                }
            ),
        },
    },
    "LogRecord": {
        "type": "object",
        "required": ["timestamp", "level", "logger", "message"],
        "properties": {
            "timestamp": MOMENT,
            "level": TEXT,
            "logger": TEXT,
            "message": TEXT,
            "traceback": TEXT,
        },
    },
}
"""The named schemas of the documentation."""
