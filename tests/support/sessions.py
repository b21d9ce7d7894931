"""Real Wayland desktops without a screen: sway, KWin and GNOME, windows that obey, and hands that move the pointer."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from commands import command
from homes import environment
from processes import next_line, running
from waiting import wait_until

from aw_client.desktop.bus import Bus, Peer
from aw_client.desktop.wayland import Interface, Wayland
from aw_client.errors import DesktopError
from aw_watcher_window.gnome_extension import UUID

HERE = Path(__file__).parent
NOBODY = 65534
SWAYMSG = shutil.which("swaymsg") or "swaymsg"


def message_bus(stack: ExitStack) -> str:
    """The address of a new message bus, which ends with the stack."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="aw-"))
    address = f"unix:path={folder}/bus"
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}"]
    stack.enter_context(running(*command, stderr=subprocess.DEVNULL))
    wait_until(lambda: listens(Path(folder, "bus")), "the message bus listens")
    return address


def listens(path: Path) -> bool:
    """Whether somebody takes connections at a socket, whose file is there a moment before that."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return True


class Window:
    """One window of a program of its own."""

    def __init__(self, app: str, title: str, environ: Mapping[str, str]) -> None:
        self.app, self.current = app, title
        self._process = subprocess.Popen(
            [sys.executable, HERE / "wayland_window.py", app, title],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert next_line(self._process) == "shown"
        except BaseException:
            self.close()
            raise

    def title(self, title: str) -> None:
        """Change its title."""
        assert self._process.stdin is not None
        self._process.stdin.write(title + "\n")
        self._process.stdin.flush()
        assert next_line(self._process) == "done"
        self.current = title

    def close(self) -> None:
        """End its program, and wait until it has."""
        self._process.kill()
        if self._process.returncode is None:
            self._process.communicate()


SCRIPTING = Peer("org.kde.KWin", "/Scripting", "org.kde.kwin.Scripting")
EXTENSION = Peer("org.gnome.Shell", "/net/activitywatch/Window", "net.activitywatch.Window")


def answers(bus: Bus, peer: Peer, method: str, signature: str = "", *arguments: str) -> bool:
    """Whether somebody on the bus answers, and not with an error."""
    try:
        bus.call(peer, method, signature, *arguments)
    except DesktopError:
        return False
    return True


class Session(ABC):
    """One desktop, in a home and a runtime folder of its own.

    `environ` is what its programs see; the session is over when `stack` is closed, or `compositor` killed.
    """

    display: str
    compositor: subprocess.Popen[str]

    def __init__(self, stack: ExitStack) -> None:
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aw-")))
        self.environ = environment(self.folder / "home", LC_ALL="C.UTF-8")
        self.environ["XDG_RUNTIME_DIR"] = str(self.folder)  # its sockets' paths must be short
        self._windows: list[Window] = []
        self._log = stack.enter_context((self.folder / "log").open("w"))
        self._stack = stack
        self._start()
        self.environ["WAYLAND_DISPLAY"] = self.display

    def run(self, *command: str | Path, **environ: str) -> subprocess.Popen[str]:
        """Start a part of the session."""
        return self._stack.enter_context(
            running(*command, env=self.environ | environ, stdout=self._log, stderr=self._log)
        )

    def open(self, app: str, title: str) -> Window:
        """A new window, with the focus."""
        window = Window(app, title, self.environ)
        self._windows.append(window)
        self.focus(window)
        return window

    def close_all(self) -> None:
        """End all windows' programs."""
        for window in self._windows:
            window.close()
        self._windows = []

    @abstractmethod
    def _start(self) -> None:
        """Start the compositor, and return when it answers."""

    @abstractmethod
    def focus(self, window: Window) -> None:
        """Give a window the focus, as a click does."""

    @abstractmethod
    def move_the_pointer(self) -> None:
        """Input."""

    def logged(self) -> str:
        """What the parts of the session said."""
        return (self.folder / "log").read_text(errors="replace")[-3000:]


class Sway(Session):
    """sway: a compositor of wlroots. It refuses to run as root, so root runs it as nobody."""

    display = "wayland-1"

    def _start(self) -> None:
        (self.folder / "config").write_text("output HEADLESS-1 resolution 1280x720\n")
        drop: list[str] = []
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
            drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        self.compositor = self.run(
            *drop,
            "sway",
            "--config",
            self.folder / "config",
            WLR_BACKENDS="headless",
            WLR_LIBINPUT_NO_DEVICES="1",
            WLR_RENDERER="pixman",
            HOME=str(self.folder),
        )
        (socket,) = wait_until(lambda: list(self.folder.glob("sway-ipc*")), "sway listens")
        self.environ["SWAYSOCK"] = str(socket)
        wait_until((self.folder / self.display).exists, "sway serves Wayland")

    def _message(self, *words: str) -> None:
        done = subprocess.run(
            [SWAYMSG, *words], env=self.environ, timeout=20, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done

    def focus(self, window: Window) -> None:
        self._message(f"[app_id={json.dumps(window.app)}] focus")

    def move_the_pointer(self) -> None:
        self._message("seat", "seat0", "cursor", "move", "5", "5")


class KWin(Session):
    """KWin, the compositor of KDE Plasma."""

    display = "wayland-k"

    def _start(self) -> None:
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = message_bus(self._stack)
        self.environ["XDG_CURRENT_DESKTOP"] = "KDE"
        # Its file may carry a capability that a container does not have; a copy of the same name carries none.
        found = shutil.which("kwin_wayland")
        assert found, "kwin_wayland is not installed"
        kwin = shutil.copy(found, self.folder / "kwin_wayland")
        self.compositor = self.run(
            kwin,
            *("--virtual", "--no-global-shortcuts", "--width", "1280", "--height", "720"),
            *("--socket", self.display),
            KWIN_WAYLAND_NO_PERMISSION_CHECKS="1",
            KWIN_COMPOSE="Q",
        )
        wait_until((self.folder / self.display).exists, f"KWin serves Wayland; {self.logged()}")
        with closing(Bus(self.environ)) as bus:
            wait_until(lambda: bus.owner("org.kde.KWin"), "KWin is on the bus")
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        with closing(Bus(self.environ)) as bus:
            wait_until(lambda: answers(bus, SCRIPTING, "isScriptLoaded", "s", "none"), "KWin takes scripts")

    def focus(self, window: Window) -> None:
        """KWin takes orders from scripts alone."""
        script = self.folder / "focus.js"
        script.write_text(
            f"for (const w of workspace.clientList()) if (w.caption == {json.dumps(window.current)}) "
            "workspace.activeClient = w;"
        )
        bus = Bus(self.environ)
        (number,) = bus.call(SCRIPTING, "loadScript", "ss", str(script), "focus")
        bus.call(Peer("org.kde.KWin", f"/{number}", "org.kde.kwin.Script"), "run")
        bus.call(SCRIPTING, "unloadScript", "s", "focus")
        bus.close()

    def move_the_pointer(self) -> None:
        fake_input = Interface(
            "org_kde_kwin_fake_input", requests={"authenticate": (0, "ss"), "motion": (1, "ii")}
        )
        wayland = Wayland(self.environ)
        pointer = wayland.bind(fake_input)
        wayland.request(pointer, "authenticate", "tests", "move the pointer")
        wayland.request(pointer, "motion", 30 << 8, 30 << 8)  # in 256ths of a pixel
        wayland.roundtrip()
        wayland.close()


class Gnome(Session):
    """GNOME Shell, with the extension that the watcher's own command installs."""

    display = "wayland-g"

    def _start(self) -> None:
        # The shell ends without a system bus, but asks nobody on it for anything a test needs.
        self.environ["DBUS_SYSTEM_BUS_ADDRESS"] = message_bus(self._stack)
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = message_bus(self._stack)
        self.environ |= {"XDG_CURRENT_DESKTOP": "GNOME", "GSETTINGS_BACKEND": "keyfile"}
        self._install_the_extension()
        self.compositor = self.run(
            "gnome-shell",
            *("--headless", "--wayland", "--no-x11", "--unsafe-mode", "--virtual-monitor", "1280x720"),
            *("--wayland-display", self.display),
        )
        wait_until((self.folder / self.display).exists, f"GNOME serves Wayland; {self.logged()}")
        self._shell = self._stack.enter_context(closing(Bus(self.environ)))
        wait_until(lambda: self._shell.owner("org.gnome.Shell"), "GNOME Shell is on the bus")
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        wait_until(lambda: answers(self._shell, EXTENSION, "Get"), f"the extension answers; {self.logged()}")
        self._evaluate("Main.overview.hide()")

    def switch_the_extension(self, verb: str) -> None:
        """Enable or Disable it, as GNOME's own tool does."""
        shell = Peer("org.gnome.Shell", "/org/gnome/Shell", "org.gnome.Shell.Extensions")
        assert self._shell.call(shell, f"{verb}Extension", "s", UUID) == (True,)
        wait_until(
            lambda: answers(self._shell, EXTENSION, "Get") == (verb == "Enable"),
            f"the extension obeys {verb}",
        )

    def lock(self) -> None:
        """Enter the mode of the locked screen, in which extensions are away, and say so as the shell's own lock does.

        That one wants logind and a display manager.
        """
        self._evaluate(
            "const {Gio} = imports.gi;"
            'const xml = \'<node><interface name="org.gnome.ScreenSaver">'
            '<method name="GetActive"><arg type="b" direction="out"/></method>'
            '<signal name="ActiveChanged"><arg type="b"/></signal></interface></node>\';'
            "Main.sessionMode.pushMode('unlock-dialog');"
            "global.testLock = Gio.DBusExportedObject.wrapJSObject(xml, {GetActive() { return true; }});"
            "global.testLock.export(Gio.DBus.session, '/org/gnome/ScreenSaver')"
        )

    def unlock(self) -> None:
        """Leave it again."""
        self._evaluate(
            "const {GLib} = imports.gi;"
            "Main.sessionMode.popMode('unlock-dialog');"
            "global.testLock.emit_signal('ActiveChanged', new GLib.Variant('(b)', [false]));"
            "global.testLock.flush(); global.testLock.unexport()"
        )

    def _install_the_extension(self) -> None:
        subprocess.run(
            [command("aw-watcher-window"), "install-gnome-extension"],
            env=self.environ,
            check=True,
            timeout=60,
        )

    def _evaluate(self, javascript: str) -> str:
        shell = Peer("org.gnome.Shell", "/org/gnome/Shell", "org.gnome.Shell")
        worked, value = self._shell.call(shell, "Eval", "s", javascript)
        assert worked, value
        return str(value)

    def focus(self, window: Window) -> None:
        """Activate it from within, as soon as the shell has it among its windows."""
        script = (
            "(() => { const found = global.get_window_actors().map(actor => actor.meta_window)"
            f".find(window => window.get_title() === {json.dumps(window.current)});"
            " if (found) found.activate(global.get_current_time());"
            " return found !== undefined && global.display.focus_window === found; })()"
        )
        wait_until(lambda: self._evaluate(script) == "true", f"{window.current} has the focus")

    def move_the_pointer(self) -> None:
        self._evaluate(
            "const {Clutter} = imports.gi;"
            "global.testPointer ??= Clutter.get_default_backend().get_default_seat()"
            ".create_virtual_device(Clutter.InputDeviceType.POINTER_DEVICE);"
            "global.testPointer.notify_relative_motion(global.get_current_time() * 1000, 2, 2)"
        )


SESSIONS: Mapping[str, type[Session]] = {"sway": Sway, "kwin": KWin, "gnome": Gnome}
"""By the name of their compositor."""
