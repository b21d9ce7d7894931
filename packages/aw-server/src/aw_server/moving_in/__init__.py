"""Taking over what older servers kept: on the first start by itself, later on a person's word."""

from __future__ import annotations

from aw_server.moving_in.firststart import MovingIn
from aw_server.moving_in.record import Record
from aw_server.moving_in.taking import Taken, take_bucket

__all__ = ["MovingIn", "Record", "Taken", "take_bucket"]
