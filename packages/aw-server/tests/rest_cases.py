"""Runs the cases in `cases/rest`: sequences of requests, each with what must come back.

A case is `{"name", "settings", "steps"}`; `settings` are the server's, those of testing mode where missing.
A step has

- `do`: method and path; `${name}` stands for a kept value;
- `headers`, and a body: `json`, or `text` as it is;
- `status`: the status that must come back, or a list of those that may;
- `answer`: the JSON that must come back. In it `"<int>"`, `"<text>"`, `"<moment>"` and `"<any>"` stand for
  values of that kind, and an object with `"..."` may have more members than are shown;
- `says`: what the `message` that must come back contains;
- `is`: the text that must come back;
- `has`: headers that must come back, null for one that must not;
- `keep`: names for parts of the answer, each by the path of keys and indices to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from live import Reply

Send = Callable[[str, str, bytes | None, dict[str, str]], Reply]

FOLDER = Path(__file__).parent / "cases" / "rest"

_KINDS: dict[str, Callable[[Any], bool]] = {
    "<int>": lambda value: type(value) is int,
    "<text>": lambda value: isinstance(value, str) and value != "",
    "<moment>": lambda value: datetime.fromisoformat(value).utcoffset() is not None,
    "<any>": lambda _: True,
}


def cases() -> Iterator[dict[str, Any]]:
    """Every case, named after its file too."""
    for path in sorted(FOLDER.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield {**case, "name": f"{path.stem}: {case['name']}"}


def run(case: dict[str, Any], send: Send) -> None:
    """Send the requests of a case one after the other."""
    kept: dict[str, Any] = {}
    for step in case["steps"]:
        method, _, path = _fill(step["do"], kept).partition(" ")
        reply = send(method, path, _body(step, kept), step.get("headers", {}))
        _check(step, reply)
        for name, keys in step.get("keep", {}).items():
            kept[name] = _part(reply.json, keys)


def matches(expected: Any, got: Any) -> bool:
    """Whether a JSON value is as a case shows it."""
    if isinstance(expected, str) and expected in _KINDS:
        return _KINDS[expected](got)
    if isinstance(expected, dict) and isinstance(got, dict):
        shown = {key: value for key, value in expected.items() if key != "..."}
        same_keys = shown.keys() <= got.keys() if "..." in expected else shown.keys() == got.keys()
        return same_keys and all(matches(value, got[key]) for key, value in shown.items())
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(matches, expected, got))
    return type(expected) is type(got) and bool(expected == got)


def _body(step: dict[str, Any], kept: dict[str, Any]) -> bytes | None:
    if "json" in step:
        return _fill(json.dumps(step["json"]), kept).encode()
    return step["text"].encode() if "text" in step else None


def _check(step: dict[str, Any], reply: Reply) -> None:
    where = f"{step['do']}: {reply.status} {reply.body[:500]!r}"
    statuses = step["status"] if isinstance(step["status"], list) else [step["status"]]
    assert reply.status in statuses, where
    if "answer" in step:
        assert matches(step["answer"], reply.json), where
    if "says" in step:
        assert step["says"] in reply.json["message"], where
    if "is" in step:
        assert step["is"] == reply.body.decode(), where
    for name, value in step.get("has", {}).items():
        assert reply.headers.get(name) == value, f"{where}: {name}: {reply.headers.get(name)}"
    if reply.status >= 400:
        assert reply.headers["Content-Type"] == "application/json", where


def _fill(text: str, kept: dict[str, Any]) -> str:
    return re.sub(r'"?\$\{(\w+)\}"?', lambda name: str(kept[name[1]]), text)


def _part(value: Any, keys: list[Any]) -> Any:
    for key in keys:
        value = value[key]
    return value
