// From GNOME Shell 45 on an extension is a module.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

import {Extension} from 'resource:///org/gnome/shell/extensions/extension.js';

/* teller */

export default class WindowTellerExtension extends Extension {
    enable() {
        this._teller = new WindowTeller();
    }

    disable() {
        this._teller.destroy();
        this._teller = null;
    }
}
