"""Tells the server what people asked for of the pause, as from the moment they did.

Each is told with its moment, so a server that hears of some late, twice or in another order comes to the same
(docs/rest-api.md); and one whose clock is behind, for which that moment is still to come, is told to do it now.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from aw_client import ActivityWatchClient
from aw_client.pause import Pause
from aw_client.transport import HTTPError
from aw_manager.pausing.orders import Order, Orders

__all__ = ["begin_pause", "end_pause", "hand_over"]

_LONGEST_BEHIND = timedelta(days=6)
"""How long ago a pause may have been asked for that the server is told of: it takes a week."""


def hand_over(client: ActivityWatchClient, orders: Orders, now: datetime) -> None:
    """Tell the server what waits, and forget it.

    Raises:
        RequestException: the server did not take it; what waits still does.
    """
    waiting = orders.waiting()
    if not waiting:
        return
    for order, following in zip(waiting, (*waiting[1:], None), strict=True):
        if order.pause:
            _tell_pause(client, order, following, now)
        else:
            _tell_end(client, order.at)
    orders.forget(waiting)


def begin_pause(
    client: ActivityWatchClient, since: datetime, *, until: datetime | None, duration: timedelta | None
) -> Pause:
    """Have the server pause from a moment that has just passed on.

    Raises:
        RequestException: it did not.
    """
    try:
        pause = client.pause(until=until, duration=duration, since=since)
    except HTTPError as error:
        if not _is_refused(error):
            raise
    else:
        if _lasts(pause, until if duration is None else since + duration):
            return pause
    # By the server's clock something else was asked for since.
    return client.pause(until=until, duration=duration)


def end_pause(client: ActivityWatchClient, at: datetime) -> None:
    """Have the server resume as from a moment that has just passed.

    Raises:
        RequestException: it did not.
    """
    try:
        if not client.resume(at=at).paused:
            return
    except HTTPError as error:
        if not _is_refused(error):
            raise
    client.resume()  # by the server's clock the pause began, or was asked for, since


def _tell_pause(client: ActivityWatchClient, order: Order, following: Order | None, now: datetime) -> None:
    since, until = min(max(order.at, now - _LONGEST_BEHIND), now), order.until
    if following is not None:
        until = following.at if until is None else min(until, following.at)
    if until is not None and until <= since:
        return
    try:
        client.pause(until=until, since=since)
    except HTTPError as error:
        if error.response.status_code != HTTPStatus.BAD_REQUEST:
            raise
        if until is None or until > now:
            client.pause(until=until)


def _tell_end(client: ActivityWatchClient, at: datetime) -> None:
    try:
        client.resume(at=at)
    except HTTPError as error:
        if not _is_refused(error):
            raise
        if error.response.status_code == HTTPStatus.BAD_REQUEST:
            client.resume()


def _lasts(pause: Pause, until: datetime | None) -> bool:
    """Whether it is paused at least so long."""
    return pause.paused and (pause.until is None or (until is not None and pause.until >= until))


def _is_refused(error: HTTPError) -> bool:
    """Whether the server does not take the moment: it is still to come there, or something else came after it."""
    return error.response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)
