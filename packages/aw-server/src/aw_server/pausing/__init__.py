"""The pause: nothing that is sensed in it is stored, and one event marks how long it was."""

from __future__ import annotations

from aw_server.pausing.keeper import PauseKeeper
from aw_server.pausing.marks import Marks
from aw_server.pausing.pauses import HAND, Pauses
from aw_server.pausing.recording import Recording, is_sensed

__all__ = ["HAND", "Marks", "PauseKeeper", "Pauses", "Recording", "is_sensed"]
