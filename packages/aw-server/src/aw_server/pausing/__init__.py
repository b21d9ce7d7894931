"""The pause: nothing that is sensed in it is stored, and one event marks how long it was."""

from __future__ import annotations

from aw_server.pausing.file import PauseFile
from aw_server.pausing.keeper import PauseKeeper
from aw_server.pausing.marks import Marks
from aw_server.pausing.pauses import HAND, UNREADABLE, Pauses
from aw_server.pausing.recording import Recording, is_sensed

__all__ = ["HAND", "UNREADABLE", "Marks", "PauseFile", "PauseKeeper", "Pauses", "Recording", "is_sensed"]
