"""The privacy rules of a watcher: applied before anything is queued or sent, whether the server is there or not."""

from __future__ import annotations

import logging
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aw_client.errors import UnexpectedAnswerError
from aw_client.transport import RequestException
from aw_client.watcher.remembering import Remembered, remembered_path
from aw_core.dirs import get_config_dir
from aw_core.errors import ConfigError, InvalidFilterError
from aw_core.privacy import parse_filters, read_filters

__all__ = ["SETTING", "PrivacyRules", "cache_path", "load_own_rules"]

logger = logging.getLogger(__name__)

SETTING = "privacy_filters"
"""The name of the rules, in the config file of the client and among the server's settings."""

REFRESH_SECONDS = 30.0
"""How long it takes at most until a watcher follows rules that are changed on the server."""

_STOP_SECONDS = 2.0


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
    that they hold from the first moment on and however long the server is away.

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
        self._of_server = self._remembered.read()
        self._filter = read_filters(own, self._of_server).filter
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def apply(self, bucket_id: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """The data as it may be recorded, itself if nothing is to change; None if it may not be."""
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
        read = read_filters(self._own, rules)
        for problem in read.problems:
            logger.error("a privacy rule of the server is not applied: %s", problem)
        self._filter, self._of_server = read.filter, rules
        self._hold_everywhere = False
        logger.info("the privacy rules are now %d, the default ones included", len(read.filter.rules))
        self._remembered.write(rules)
