"""What a person does to windows of an X11 desktop by its window manager."""

from __future__ import annotations

from contextlib import closing

from waiting import wait_until
from Xlib import X
from Xlib.display import Display
from Xlib.protocol import event

_REMOVE, _ADD = 0, 1


def fill_the_screen(display_name: str, window_id: int, fill: bool) -> None:
    """Have a window made full-screen, or not, and wait until it is so."""
    with closing(Display(display_name)) as display:
        window = display.create_resource_object("window", window_id)
        states, fullscreen = (
            display.get_atom(name) for name in ("_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN")
        )
        order = (32, [_ADD if fill else _REMOVE, fullscreen, 0, 1, 0])
        message = event.ClientMessage(window=window, client_type=states, data=order)
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        display.screen().root.send_event(message, event_mask=mask)
        display.sync()

        def is_so() -> bool:
            found = window.get_full_property(states, X.AnyPropertyType)
            return (found is not None and fullscreen in found.value) is fill

        wait_until(is_so, "the window manager has done it")
