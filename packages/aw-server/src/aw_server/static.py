"""Files for the browser: the web UI, pages of the user's own, and a greeting where there is no web UI."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path, PurePath
from types import MappingProxyType

from flask import Blueprint, Flask, Response, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from aw_server.errors import NoSuchFileError
from aw_server.json import json_response
from aw_server.security import PAGE_POLICY
from aw_server.settings import ServerSettings

__all__ = ["installed_web_ui", "serve_files"]

_WELCOME = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>aw-server</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark }
  code { font-size: 0.95em }
</style>
<h1>aw-server is running</h1>
<p>It stores what your watchers report. To see it, run in a terminal:</p>
<p><code>aw-client report</code></p>
<p>No web UI is installed: <code>pip install aw-webui</code> brings the dashboard. Any other built one that speaks this API can be served here with <code>aw-server --webpath FOLDER</code>.</p>
<p>The <a href="/api/">REST API</a> is documented and can be tried out in the browser.</p>
</html>
"""

_POLICY = {"Content-Security-Policy": PAGE_POLICY}

_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""What browsers insist on; on Windows the system's own table may say otherwise."""

_HASHED = "assets/"
"""Where our web UI has the files whose names change with what is in them."""

_A_YEAR = 31_536_000


class _OutsideApi(BaseConverter):
    """A path of any depth that does not belong to the API."""

    regex = r"(?!api(?:/|$)).+"
    part_isolating = False


def installed_web_ui() -> Path | None:
    """The folder of the installed web UI, None where it is not installed."""
    try:
        package = importlib.import_module("aw_webui")
    except ImportError:
        return None
    return Path(package.static_dir())


def serve_files(app: Flask, settings: ServerSettings) -> None:
    """Serve the web UI at `/` and the user's pages at `/pages/`."""
    app.url_map.converters["outside_api"] = _OutsideApi
    app.register_blueprint(_user_pages(settings.custom_static), url_prefix="/pages")
    if settings.webpath is not None:
        # Somebody else's UI brings its own policy, if it has one.
        app.register_blueprint(_web_ui(settings.webpath))
    elif settings.web_ui is not None:
        app.register_blueprint(_web_ui(settings.web_ui, _POLICY, _HASHED))
    else:
        app.register_blueprint(_greeting())


def _web_ui(
    folder: Path, headers: Mapping[str, str] = MappingProxyType({}), hashed: str | None = None
) -> Blueprint:
    """The files of a web UI.

    Args:
        folder: with an `index.html`.
        headers: sent with each.
        hashed: how the paths begin of files that never change; a browser need not ask for them again.
    """
    blueprint = Blueprint("web_ui", __name__)

    @blueprint.get("/")
    @blueprint.get("/<outside_api:path>")
    def file(path: str = "index.html") -> Response:
        is_hashed = hashed is not None and path.startswith(hashed)
        response = _send(folder, path, max_age=_A_YEAR if is_hashed else None)
        response.headers.update(headers)
        return response

    return blueprint


def _greeting() -> Blueprint:
    blueprint = Blueprint("greeting", __name__)

    @blueprint.get("/")
    def page() -> Response:
        return Response(_WELCOME, mimetype="text/html", headers=_POLICY)

    return blueprint


def _user_pages(folders: Mapping[str, Path]) -> Blueprint:
    blueprint = Blueprint("user_pages", __name__)

    @blueprint.get("/")
    def names() -> Response:
        return json_response(list(folders))

    # Without the slash the page's own links would lead elsewhere, so here a browser is sent on.
    @blueprint.get("/<name>/", strict_slashes=True)
    @blueprint.get("/<name>/<path:path>")
    def file(name: str, path: str = "index.html") -> Response:
        try:
            return _send(folders[name], path)
        except (KeyError, NoSuchFileError):
            raise NoSuchFileError(f"Static content: {path} of watcher: {name} not found!") from None

    return blueprint


def _send(folder: Path, path: str, *, max_age: int | None = None) -> Response:
    """A file below a folder; a browser asks each time whether it changed, or only after `max_age` seconds.

    Raises:
        NoSuchFileError: there is none, it or a folder on the way is hidden, or the path leads out of the folder.
    """
    if any(part.startswith(".") for part in PurePath(path).parts):
        raise NoSuchFileError(f"There is nothing at /{path}")
    try:
        return send_from_directory(folder, path, mimetype=_TYPES.get(PurePath(path).suffix), max_age=max_age)
    except (NotFound, ValueError, OSError):  # a NUL in the path, a name too long
        raise NoSuchFileError(f"There is nothing at /{path}") from None
