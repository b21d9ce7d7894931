"""The JSON the API takes and gives about the pause, as JSON schemas for its documentation."""

from __future__ import annotations

from typing import Any

from aw_server.schemaparts import MAYBE_MOMENT, MAYBE_TEXT, TEXT

__all__ = ["PAUSE_SCHEMAS"]

PAUSE_SCHEMAS: dict[str, dict[str, Any]] = {
    "Pause": {
        "type": "object",
        "required": ["paused", "since", "until", "by", "ended", "resumed"],
        "properties": {
            "paused": {"type": "boolean", "description": "Whether nothing that is sensed now is stored."},
            "since": {**MAYBE_MOMENT, "description": "When it began; null where it is not paused."},
            "until": {**MAYBE_MOMENT, "description": "When it ends by itself; null where it does not."},
            "by": {**MAYBE_TEXT, "description": "Who holds it longest: `hand`, `schedule` or another name."},
            "ended": {**MAYBE_MOMENT, "description": "When the last pause ended; null if there was none."},
            "resumed": {**MAYBE_MOMENT, "description": "When recording was last resumed by hand."},
        },
    },
    "NewPause": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "until": {**MAYBE_MOMENT, "description": "When it is to end; null: when it is ended."},
            "duration": {
                "type": ["number", "null"],
                "exclusiveMinimum": 0,
                "description": "The same as seconds from now; only one of the two may be given.",
            },
            "by": {
                **TEXT,
                "minLength": 1,
                "maxLength": 64,
                "default": "hand",
                "description": "Who asks for it; what the same one asked for before counts no more.",
            },
            "since": {
                **MAYBE_MOMENT,
                "description": "When it was asked for, if the server was away then; at most a week ago."
                " Only with it `until` may have passed: that pause is over.",
            },
        },
    },
}
