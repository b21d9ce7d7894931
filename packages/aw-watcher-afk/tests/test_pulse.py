"""The sound server where it does not do what it should; what it tells is tried with a real one."""

from __future__ import annotations

import socket
import sys
import tempfile
from pathlib import Path

import pytest

from aw_client.watcher import WatcherUnavailableError
from aw_watcher_afk.senses.pulse import Pulse


@pytest.mark.skipif(sys.platform == "win32", reason="PulseAudio is spoken to over Unix sockets")
def test_a_sound_server_that_is_stuck_has_a_second_to_answer(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="aw-") as folder, socket.socket(socket.AF_UNIX) as listener:
        place = str(Path(folder, "native"))
        listener.bind(place)
        listener.listen()
        with pytest.raises(WatcherUnavailableError, match="the sound server did not answer for 1 s"):
            Pulse({"PULSE_SERVER": place, "HOME": str(tmp_path)})
