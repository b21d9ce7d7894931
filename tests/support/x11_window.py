"""A window that does what it is told on stdin: one JSON object a line, each answered by a line when it is done.

`{"title": text}` sets `_NET_WM_NAME`; `{"set": [property, type, hex]}` and `{"delete": property}` change a
property as they say. Its first line of output is the number of its window; it ends with its stdin.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display


def main(app: str, title: str) -> None:
    """Show the window and obey."""
    display = Display()
    screen = display.screen()
    window = screen.root.create_window(
        0,
        0,
        300,
        200,
        0,
        screen.root_depth,
        background_pixel=screen.white_pixel,
        event_mask=X.StructureNotifyMask,
    )
    if app:
        window.set_wm_class(app.lower(), app)
    window.change_property(display.get_atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [os.getpid()])
    obey(display, window, {"title": title})
    window.map()
    while display.next_event().type != X.MapNotify:
        pass
    print(window.id, flush=True)
    for line in sys.stdin:
        obey(display, window, json.loads(line))
        print("done", flush=True)


def obey(display: Display, window: Any, order: dict[str, Any]) -> None:
    """Carry out one order, and return when the X server has."""
    match order:
        case {"title": title}:
            name, kind = display.get_atom("_NET_WM_NAME"), display.get_atom("UTF8_STRING")
            window.change_property(name, kind, 8, title.encode())
        case {"set": [name, kind, value]}:
            window.change_property(display.get_atom(name), display.get_atom(kind), 8, bytes.fromhex(value))
        case {"delete": name}:
            window.delete_property(display.get_atom(name))
    display.sync()


if __name__ == "__main__":
    main(*sys.argv[1:])
