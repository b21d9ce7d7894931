"""The privacy rules of a watcher: applied before anything is queued or sent, whether the server is there or not."""

from __future__ import annotations

import logging
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aw_client.errors import UnexpectedAnswerError
from aw_client.transport import HTTPError, RequestException
from aw_client.watcher.remembering import Remembered, remembered_path
from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError, InvalidFilterError
from aw_core.privacy import PrivacyFilter, parse_filters, read_filters

__all__ = ["SETTING", "PrivacyRules", "cache_path", "load_own_rules"]

logger = logging.getLogger(__name__)

SETTING = "privacy_filters"
"""The name of the rules, in the config file of the client and among the server's settings."""

REFRESH_SECONDS = 30.0
"""How long it takes at most until a watcher follows rules that are changed on the server."""

_STOP_SECONDS = 2.0
_NOT_FOUND = 404

_UNKNOWN: Any = object()
"""In place of rules: there were some, and what they say is lost."""

_WHY_NOTHING = (
    "the remembered privacy rules of the server are damaged: nothing is recorded until it says what they are"
)


def load_own_rules() -> list[Any]:
    """The `[[privacy_filters]]` of `<config dir>/aw-client/aw-client.toml`, which all watchers on this machine follow.

    Raises:
        ConfigError: the file cannot be read, or one of them is no rule; names it.
    """
    path = Path(get_config_dir("aw-client")) / "aw-client.toml"
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(SETTING, [])
        parse_filters(rules, where=f"{path}, {SETTING}")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except InvalidFilterError as error:
        raise ConfigError(str(error)) from error
    own: list[Any] = rules
    return own


def cache_path(server_address: str) -> Path:
    """Where the rules of a server are remembered."""
    return remembered_path("privacy", server_address)


class PrivacyRules:
    """The rules of the config file, those of the server, and the default rules.

    The server's are asked for in the background, from `start` to `stop`. Those last heard of are remembered in a file, so
    that they hold from the first moment on and however long the server is away. Where that file is damaged nobody knows
    what they keep out, so nothing is admitted until the server has said. Where there is none yet, the others hold.

    Args:
        own: those of the config file.
        fetch: asks the server for its rules.
        cache: the file.
        on_change: told, in the background, that the server has other rules than before; told again, every
            REFRESH_SECONDS, until it answers that they now hold everywhere.
    """

    def __init__(
        self,
        own: list[Any],
        fetch: Callable[[], Any],
        cache: Path,
        on_change: Callable[[], bool] = lambda: True,
    ) -> None:
        self._own = own
        self._fetch = fetch
        self._remembered = Remembered(cache, "the privacy rules of the server")
        self._on_change = on_change
        self._hold_everywhere = True
        self._of_server = self._recalled()
        self._filter = self._read(None if self._of_server is _UNKNOWN else self._of_server)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def missing(self) -> dict[str, str]:
        """Why nothing is admitted, by the name of the setting; empty if the rules are known."""
        return {SETTING: _WHY_NOTHING} if self._of_server is _UNKNOWN else {}

    def apply(self, bucket_id: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """The data as it may be recorded, itself if nothing is to change; None if it may not be."""
        return None if self._of_server is _UNKNOWN else self.apply_again(bucket_id, data)

    def apply_again(self, bucket_id: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """The same of data that was admitted before: while rules are unknown, the others decide."""
        return self._filter.apply(bucket_id, data)

    def start(self, *, hold_everywhere: bool = True) -> None:
        """Begin to ask the server; where the rules do not hold yet everywhere, `on_change` is told once more."""
        self._hold_everywhere = hold_everywhere
        self._thread = threading.Thread(target=self._run, name="aw-client-privacy", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask no more. Idempotent."""
        self._stopping.set()
        if self._thread is not None:
            # It may be waiting for a server that does not answer; nothing depends on it any more.
            self._thread.join(_STOP_SECONDS)

    def refresh(self) -> None:
        """Ask the server once; where it does not answer the rules stay as they are."""
        try:
            rules = self._fetch()
        except (RequestException, UnexpectedAnswerError, OSError) as error:
            logger.debug("the privacy rules stay as they are: %s", error)
            if self._of_server is _UNKNOWN and _has_no_settings(error):
                self._take(None)
        else:
            if rules != self._of_server:
                self._take(rules)
        if not self._hold_everywhere:
            self._hold_everywhere = self._on_change()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.refresh()
            except Exception:
                # Whatever it is, the rules that are known go on to hold, and it is tried again.
                logger.exception("the privacy rules of the server could not be taken over")
            self._stopping.wait(REFRESH_SECONDS)

    def _take(self, rules: Any) -> None:
        self._filter = self._read(rules)
        self._of_server = rules  # afterwards, as it may be what has admitted nothing so far
        self._hold_everywhere = False
        logger.info("the privacy rules are now %d, the default ones included", len(self._filter.rules))
        self._remembered.write(rules)

    def _recalled(self) -> Any:
        """The rules last heard of, None if there never were any, or that they are unknown."""
        rules = self._remembered.read(damaged=_UNKNOWN)
        if rules is not _UNKNOWN and not isinstance(rules, list | None):
            logger.error(
                "what is remembered of the privacy rules is no list of rules, but %s", type(rules).__name__
            )
            rules = _UNKNOWN
        if rules is _UNKNOWN:
            logger.error(_WHY_NOTHING)
        return rules

    def _read(self, rules: Any) -> PrivacyFilter:
        read = read_filters(self._own, rules)
        for problem in read.problems:
            logger.error("a privacy rule of the server is not applied: %s", problem)
        return read.filter


def _has_no_settings(error: Exception) -> bool:
    """Whether a server answered that is too old to have settings, and so rules."""
    return isinstance(error, HTTPError) and error.response.status_code == _NOT_FOUND
