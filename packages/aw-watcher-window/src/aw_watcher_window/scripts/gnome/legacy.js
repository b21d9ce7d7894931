// Up to GNOME Shell 44 an extension is a script.
const {Gio, GLib} = imports.gi;

/* teller */

let teller = null;

function init() {
}

function enable() {
    teller = new WindowTeller();
}

function disable() {
    teller.destroy();
    teller = null;
}
