"""The JSON of `/health`, as JSON schemas for the API's documentation."""

from __future__ import annotations

from typing import Any

from aw_server.schemaparts import COUNT, MAYBE_MOMENT, MAYBE_TEXT, MOMENT, TEXT, list_of, reference

__all__ = ["HEALTH_SCHEMAS"]

HEALTH_SCHEMAS: dict[str, dict[str, Any]] = {
    "Health": {
        "type": "object",
        "required": ["state", "checked", "damage", "recoveries", "backups", "pause", "privacy", "sources"],
        "properties": {
            "state": {
                **TEXT,
                "enum": ["unchecked", "checking", "fine", "damaged", "recovering"],
                "description": "What reading the database from end to end found.",
            },
            "checked": {**MAYBE_MOMENT, "description": "When that found nothing wrong."},
            "damage": {**MAYBE_TEXT, "description": "What is wrong, until it is recovered."},
            "recoveries": {
                **list_of(reference("Recovery")),
                "description": "Damaged databases that are still kept, oldest first.",
            },
            "backups": {
                "type": "object",
                "required": ["enabled", "newest", "problem"],
                "properties": {
                    "enabled": {"type": "boolean"},
                    "newest": MAYBE_MOMENT,
                    "problem": {**MAYBE_TEXT, "description": "Why the last one that was due was not made."},
                },
            },
            "pause": {
                "type": "object",
                "required": ["problem"],
                "properties": {
                    "problem": {
                        **MAYBE_TEXT,
                        "description": "Why it is paused though nobody asked for it, and how to end that.",
                    },
                },
            },
            "privacy": {
                "type": "object",
                "required": ["problems"],
                "properties": {
                    "problems": {
                        **list_of(TEXT),
                        "description": (
                            "What is wrong with the settings file, and with rules in it that are not applied; what of"
                            " a change of the history is not finished, and why."
                        ),
                    },
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
                **TEXT,
                "enum": ["recording", "quiet", "silent", "ended", "paused", "waiting", "unknown"],
                "description": "Whether it records.",
            },
            "since": {**MAYBE_MOMENT, "description": "Since when it does not."},
            "newest": {**MAYBE_MOMENT, "description": "The end of its newest event."},
            "sensed": {**MAYBE_MOMENT, "description": "When it last looked, if it says so."},
            "backend": {**MAYBE_TEXT, "description": "How it senses, such as `x11`."},
            "version": MAYBE_TEXT,
            "pid": {"type": ["integer", "null"], "description": "The number of its process."},
            "refused": {
                "type": "object",
                "additionalProperties": TEXT,
                "description": "Why other ways of sensing do not work there, by name.",
            },
            "reason": {**MAYBE_TEXT, "description": "Why it ended."},
        },
    },
    "Recovery": {
        "type": "object",
        "required": ["moment", "reason", "set_aside", "backup", "complete", "buckets", "lost", "summary"],
        "properties": {
            "moment": MOMENT,
            "reason": {**TEXT, "description": "What was found wrong."},
            "set_aside": {**TEXT, "description": "The name of the damaged file, beside the database."},
            "backup": {**MAYBE_TEXT, "description": "The backup that filled gaps."},
            "complete": {"type": "boolean", "description": "Whether no more is lost than is told here."},
            "lost": {"type": "integer", "description": "How many events are known to be lost."},
            "summary": {**TEXT, "description": "All of it in one sentence for people."},
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
                        "bucket_id": TEXT,
                        **dict.fromkeys(("kept", "from_backup", "without_data", "lost"), COUNT),
                        "lost_from": {**MAYBE_MOMENT, "description": "When the first lost event began."},
                        "lost_to": {**MAYBE_MOMENT, "description": "When the last lost event began."},
                    },
                }
            ),
        },
    },
}
