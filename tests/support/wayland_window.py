"""A Wayland window that does what it is told on stdin: each line is its new title, answered by a line when it is set.

It speaks the protocol itself, through the watchers' own connection, so it needs no toolkit. Its first line of
output says that it is shown; it ends with its stdin.
"""

from __future__ import annotations

import os
import select
import socket
import sys

from aw_client.desktop.wayland import Interface, Wayland
from aw_client.desktop.wire import encode

WIDTH, HEIGHT = 300, 200
SIZE = WIDTH * HEIGHT * 4

COMPOSITOR = Interface("wl_compositor", requests={"create_surface": (0, "n")})
SURFACE = Interface("wl_surface", requests={"attach": (1, "oii"), "damage": (2, "iiii"), "commit": (6, "")})
SHM = Interface("wl_shm")
POOL = Interface("wl_shm_pool", requests={"create_buffer": (0, "niiiiu")})
BUFFER = Interface("wl_buffer")
WM_BASE = Interface(
    "xdg_wm_base", requests={"get_xdg_surface": (2, "no"), "pong": (3, "u")}, events=[("ping", "u")]
)
XDG_SURFACE = Interface(
    "xdg_surface",
    requests={"get_toplevel": (1, "n"), "ack_configure": (4, "u")},
    events=[("configure", "u")],
)
TOPLEVEL = Interface("xdg_toplevel", requests={"set_title": (2, "s"), "set_app_id": (3, "s")})


class Window:
    """One window, filled with grey."""

    def __init__(self, app: str, title: str) -> None:
        self.wayland = Wayland(os.environ)
        wayland = self.wayland
        self._shown = False
        self._base = wayland.bind(
            WM_BASE, {"ping": lambda serial: wayland.request(self._base, "pong", serial)}
        )
        compositor = wayland.bind(COMPOSITOR)
        self._surface = wayland.new(SURFACE)
        wayland.request(compositor, "create_surface", self._surface)
        self._xdg_surface = wayland.new(XDG_SURFACE, {"configure": self._on_configure})
        wayland.request(self._base, "get_xdg_surface", self._xdg_surface, self._surface)
        self._toplevel = wayland.new(TOPLEVEL)
        wayland.request(self._xdg_surface, "get_toplevel", self._toplevel)
        wayland.request(self._toplevel, "set_app_id", app)
        self._buffer = self._make_buffer()
        self.title(title)
        wayland.request(self._surface, "commit")
        while not self._shown:
            wayland.roundtrip()

    def title(self, title: str) -> None:
        """Set the title; on return the compositor has it."""
        self.wayland.request(self._toplevel, "set_title", title)
        self.wayland.roundtrip()

    def _make_buffer(self) -> int:
        wayland = self.wayland
        memory = os.memfd_create("window")
        os.truncate(memory, SIZE)
        shm, pool = wayland.bind(SHM), wayland.new(POOL)
        # wl_shm.create_pool has a descriptor beside its arguments, which watchers never need to send.
        socket.send_fds(wayland._socket, [encode(shm, 0, "ni", [pool, SIZE])], [memory])
        os.close(memory)
        buffer = wayland.new(BUFFER)
        wayland.request(pool, "create_buffer", buffer, 0, WIDTH, HEIGHT, WIDTH * 4, 1)
        return buffer

    def _on_configure(self, serial: int) -> None:
        self.wayland.request(self._xdg_surface, "ack_configure", serial)
        self.wayland.request(self._surface, "attach", self._buffer, 0, 0)
        self.wayland.request(self._surface, "damage", 0, 0, WIDTH, HEIGHT)
        self.wayland.request(self._surface, "commit")
        self._shown = True


def main(app: str, title: str) -> None:
    """Show the window and obey."""
    window = Window(app, title)
    print("shown", flush=True)
    while True:
        ready, _, _ = select.select([sys.stdin, window.wayland], [], [])
        if window.wayland in ready:
            window.wayland.dispatch()
        if sys.stdin in ready:
            line = sys.stdin.readline()
            if not line:
                return
            window.title(line.rstrip("\n"))
            print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
