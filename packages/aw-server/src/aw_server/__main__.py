"""`python -m aw_server` is `aw-server`."""

from __future__ import annotations

from aw_server.main import main

main(prog_name="aw-server")
