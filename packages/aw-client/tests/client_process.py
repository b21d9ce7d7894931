"""A client in a process of its own, told what to do line by line on stdin; answers `ok` when it is done."""

from __future__ import annotations

import json
import sys

from aw_client import ActivityWatchClient, backlog
from aw_core import Event


def main() -> None:
    port, commit_interval, many = sys.argv[1:]
    backlog.MANY = int(many)
    client = ActivityWatchClient("killed", host="127.0.0.1", port=port)
    client.commit_interval = float(commit_interval)
    client.connect()
    say_ok()
    for line in sys.stdin:
        match json.loads(line):
            case ["register", bucket_id]:
                client.create_bucket(bucket_id, "test", queued=True)
            case ["beat", bucket_id, timestamp, duration, data, pulsetime]:
                client.heartbeat(bucket_id, Event(None, timestamp, duration, data), pulsetime, queued=True)
            case ["disconnect"]:
                client.disconnect()
        say_ok()


def say_ok() -> None:
    sys.stdout.write("ok\n")
    sys.stdout.flush()


main()
