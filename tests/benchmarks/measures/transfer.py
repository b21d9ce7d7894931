"""Import and export of the whole history, and the size of the database it makes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.checks import check_counts, check_equal
from benchmarks.history import History
from benchmarks.memory import PeakMemory
from benchmarks.rows import Row, Unit
from benchmarks.servers import Peer, Server, our_server
from benchmarks.stopwatch import Stopwatch

__all__ = ["measure_export", "measure_file", "measure_import"]

_TIMESTAMP = re.compile(rb'(?<!\\)"timestamp"\s*:')
_LONGEST_START = len(rb'\"timestamp"  ')
_BLOCK = 1024 * 1024


@dataclass
class _Figures:
    """What transfers to or from one server took: seconds, the same to the first byte, bytes of memory."""

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    growths: list[float] = field(default_factory=list)

    def measure(self, server: Server, transfer: Callable[[], None]) -> None:
        """Do one transfer and note what memory it takes, where that can be known."""
        if server.pid is None:
            transfer()
            return
        with PeakMemory(server.pid) as memory:
            transfer()
        self.peaks.append(memory.bytes)
        self.growths.append(memory.growth)


def measure_import(bench: Bench) -> Iterator[Row]:
    """Import the history by one POST: into a new server each time, lastly into the one that is measured further."""
    ours, peer = _Figures(), _Figures()
    for number in range(1, bench.options.runs):
        bench.say(f"import, {number} of {bench.options.runs}")
        home = bench.folder / f"import-{number}"
        with our_server(home) as server:
            _import(server, bench.history, ours)
        shutil.rmtree(home)
    bench.say(f"import, {bench.options.runs} of {bench.options.runs}")
    _import(bench.ours, bench.history, ours)
    check_counts(bench.ours, bench.history)
    if bench.peer is not None:
        _import_into_peer(bench, bench.peer, peer)
    yield Row(
        what="import of all by POST", unit=Unit.SECONDS, ours=ours.seconds, peer=peer.seconds, target=12
    )
    yield Row(what="its peak memory", unit=Unit.BYTES, ours=ours.peaks, peer=peer.peaks, target=250e6)


def _import_into_peer(bench: Bench, peer: Peer, figures: _Figures) -> None:
    if not peer.bucket_ids() >= bench.history.counts.keys():
        bench.say("import into the other server")
        _import(peer, bench.history, figures)
    check_counts(peer, bench.history)


def _import(server: Server, history: History, figures: _Figures) -> None:
    def post() -> None:
        figures.seconds.append(server.web.post_file("import", history.path).seconds)

    figures.measure(server, post)


def measure_file(bench: Bench) -> Iterator[Row]:
    """The size of the database once the server has ended."""
    bench.say("database file")
    bench.ours.stop()
    size = bench.ours.database_bytes()
    bench.ours.start()
    yield Row(what="database file", unit=Unit.BYTES, ours=[size], target=65e6)


def measure_export(bench: Bench) -> Iterator[Row]:
    """Export everything, counting the events as they come."""
    expected = _timestamps_in(bench.history.path)
    ours, peer = _Figures(), _Figures()
    for number in range(bench.options.runs):
        bench.say(f"export, {number + 1} of {bench.options.runs}")
        bench.ours.restart()
        _export(bench.ours, expected, ours)
    if bench.peer is not None:
        bench.say("export of the other server")
        _export(bench.peer, expected, peer)
    yield Row(what="export of all", unit=Unit.SECONDS, ours=ours.seconds, peer=peer.seconds, target=8)
    yield Row(what="its first byte after", unit=Unit.SECONDS, ours=ours.first, peer=peer.first)
    yield Row(what="memory grows by", unit=Unit.BYTES, ours=ours.growths, peer=peer.growths, target=50e6)


def _export(server: Server, expected: int, figures: _Figures) -> None:
    """Download everything once; it must have so many timestamps."""
    count = _Timestamps()

    def download() -> None:
        watch = Stopwatch()
        for number, piece in enumerate(server.web.stream("export")):
            if number == 0:
                figures.first.append(watch.seconds)
            count.add(piece)
        figures.seconds.append(watch.seconds)

    figures.measure(server, download)
    check_equal("timestamps in the export", expected, count.number)


class _Timestamps:
    """Counts the timestamps in JSON that comes in pieces; one that lies across two pieces counts once."""

    def __init__(self) -> None:
        self.number = 0
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """Count those in the next piece."""
        text = self._rest + piece
        end = 0
        for match in _TIMESTAMP.finditer(text):
            self.number += 1
            end = match.end()
        self._rest = text[max(end, len(text) - _LONGEST_START) :]


def _timestamps_in(path: Path) -> int:
    count = _Timestamps()
    with path.open("rb") as file:
        while piece := file.read(_BLOCK):
            count.add(piece)
    return count.number
