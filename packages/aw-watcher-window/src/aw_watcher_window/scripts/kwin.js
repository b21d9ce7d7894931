// Tells the watcher of the active window. KWin of Plasma 5 and of Plasma 6 runs it, so it is written in plain ES5.
// OWNER stands for the watcher's name on the bus, which nobody else ever gets.
"use strict";

var plasma6 = workspace.windowActivated !== undefined;
var active = null;

function tell() {
    var app = active && (active.resourceClass || active.desktopFileName || active.resourceName);
    callDBus(
        "OWNER", "/", "net.activitywatch.Window", "Active",
        active ? String(active.internalId) : "",
        active ? String(app || "") : "",
        active ? String(active.caption) : ""
    );
}

function follow(window) {
    if (active) {
        active.captionChanged.disconnect(tell);
        active.windowClassChanged.disconnect(tell);
    }
    active = window;
    if (active) {
        active.captionChanged.connect(tell);
        active.windowClassChanged.connect(tell);
    }
    tell();
    leaveIfAlone();
}

// A watcher that was killed could not take its script away.
function leaveIfAlone() {
    callDBus(
        "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", "OWNER",
        function (isThere) {
            if (!isThere) {
                callDBus(
                    "org.kde.KWin", "/Scripting", "org.kde.kwin.Scripting", "unloadScript", "aw-watcher-windowOWNER"
                );
            }
        }
    );
}

function forget(window) {
    if (window === active) {
        follow(null);
    }
}

(plasma6 ? workspace.windowActivated : workspace.clientActivated).connect(follow);
(plasma6 ? workspace.windowRemoved : workspace.clientRemoved).connect(forget);
follow(plasma6 ? workspace.activeWindow : workspace.activeClient);
