"""Firefox with the extension, driven over WebDriver BiDi; no driver program is needed."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket
from commands import free_port
from homes import environment
from waiting import wait_until

from browsers.driving import WIDTHS, Browser

__all__ = ["Firefox", "running_firefox"]

_NAMES = ("firefox-esr", "firefox")
_EXTENSION_ID = "aw-watcher-web@localhost"
_TIMEOUT = 30

# Without these Firefox asks its maker's servers for updates and lists, and the user for things.
_PREFERENCES = {
    "app.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.tabs.warnOnClose": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class _Bidi:
    """A session of WebDriver BiDi: commands and their answers; events are not asked for."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self._numbers = itertools.count(1)
        self._socket = wait_until(lambda: self._connect(port, process), "Firefox takes commands", timeout=60)
        self.call("session.new", capabilities={})

    @staticmethod
    def _connect(port: int, process: subprocess.Popen[bytes]) -> websocket.WebSocket | None:
        assert process.poll() is None, "Firefox ended"
        try:
            return websocket.create_connection(
                f"ws://127.0.0.1:{port}/session", timeout=_TIMEOUT, suppress_origin=True
            )
        except OSError:
            return None

    def call(self, method: str, /, **parameters: Any) -> dict[str, Any]:
        """The result of a command; an error of the browser is an AssertionError."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                assert answer["type"] == "success", f"{method}: {answer}"
                result: dict[str, Any] = answer["result"]
                return result

    def evaluate(self, context: str, function: str, argument: Any = None) -> Any:
        """What a function makes of an argument; both go as JSON."""
        answer = self.call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({function})({json.dumps(argument)})) ?? 'null')()",
            target={"context": context},
            awaitPromise=True,
            userActivation=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class Firefox(Browser):
    """Tabs are contexts of BiDi, by their ids."""

    name = "firefox"

    def __init__(self, bidi: _Bidi) -> None:
        self._bidi = bidi

    def open(self, url: str) -> str:
        """See `Browser`."""
        tab: str = self._bidi.call("browsingContext.create", type="tab")["context"]
        self._bidi.call("browsingContext.navigate", context=tab, url=url, wait="complete")
        return tab

    def open_typed(self, address: str) -> str:
        """See `Browser`."""
        known = self._tabs()
        self._in_firefox(
            "(policy, url) => { gBrowser.selectedTab = gBrowser.addTab(url,"
            " {triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()}); return true; }",
            address,
        )
        return wait_until(lambda: next(iter(self._tabs().keys() - known.keys()), None), f"{address} is open")

    def show(self, tab: str) -> None:
        """See `Browser`."""
        self._bidi.call("browsingContext.activate", context=tab)

    def close(self, tab: str) -> None:
        """See `Browser`."""
        self._bidi.call("browsingContext.close", context=tab)

    def stop_worker(self) -> None:
        """See `Browser`."""
        self._in_firefox("policy => policy.extension.terminateBackground({ignoreDevToolsAttached: true})")

    def open_page(self, path: str) -> str:
        """Firefox lets no driver go to a page of an extension, so a tab is opened from within."""
        known = self._tabs()
        self._in_firefox(
            "(policy, path) => { gBrowser.selectedTab = gBrowser.addTab(policy.getURL(path),"
            " {triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()}); return true; }",
            path,
        )
        return wait_until(lambda: self._opened(known, path), f"{path} is open")

    def run(self, tab: str, function: str, argument: Any = None) -> Any:
        """See `Browser`."""
        return self._bidi.evaluate(tab, function, argument)

    def appearances(self, tab: str) -> Iterator[str]:
        """See `Browser`; the driver has no way to make it dark."""
        for width in WIDTHS:
            self._bidi.call(
                "browsingContext.setViewport", context=tab, viewport={"width": width, "height": 900}
            )
            yield str(width)

    def picture(self, tab: str, path: Path) -> None:
        """See `Browser`."""
        shot = self._bidi.call("browsingContext.captureScreenshot", context=tab, origin="document")
        path.write_bytes(base64.b64decode(shot["data"]))

    def allow_private_windows(self) -> None:
        """It was installed so."""

    def _tabs(self) -> dict[str, str]:
        tree = self._bidi.call("browsingContext.getTree")["contexts"]
        return {context["context"]: context["url"] for context in tree}

    def _opened(self, known: dict[str, str], path: str) -> str | None:
        for tab, url in self._tabs().items():
            if tab not in known and url.endswith(path):
                done = self._bidi.evaluate(tab, "() => document.readyState === 'complete'")
                return tab if done else None
        return None

    def _in_firefox(self, function: str, argument: Any = None) -> Any:
        """Run a function of the extension's policy in the browser's own window."""
        windows = self._bidi.call("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"]
        window = next(one for one in windows if one["url"].endswith("browser.xhtml"))
        code = f"argument => ({function})(WebExtensionPolicy.getByID({json.dumps(_EXTENSION_ID)}), argument)"
        return self._bidi.evaluate(window["context"], code, argument)


@contextmanager
def running_firefox(extension: Path, profile: Path) -> Iterator[Firefox]:
    """Firefox without a window, gone when the block ends."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    assert program, f"no browser: expected one of {', '.join(_NAMES)} on the PATH"
    profile.mkdir(parents=True)
    lines = [f'user_pref("{name}", {json.dumps(value)});\n' for name, value in _PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    port = free_port()
    command = [program, "--headless", "--no-remote", "--profile", str(profile), "about:blank"]
    command += ["--remote-debugging-port", str(port), "--remote-allow-system-access"]
    with (profile / "firefox.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment(profile, MOZ_DISABLE_AUTO_SAFE_MODE="1"), stdout=log, stderr=log
        )
    try:
        bidi = _Bidi(port, process)
        bidi.call(
            "webExtension.install",
            extensionData={"type": "path", "path": str(extension)},
            **{"moz:allowPrivateBrowsing": True},
        )
        yield Firefox(bidi)
        bidi.close()
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
