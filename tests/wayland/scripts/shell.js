// Stands in for GNOME Shell 45 and later: loads the extension named on the command line, moves the focus, prints what is told.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import System from 'system';

const text = name => GObject.ParamSpec.string(name, '', '', GObject.ParamFlags.READWRITE, '');

const Window = GObject.registerClass({Properties: {'title': text('title'), 'wm-class': text('wm-class')}},
    class Window extends GObject.Object {
        get_id() {
            return 7;
        }

        get_title() {
            return this.title;
        }

        get_wm_class() {
            return this.wm_class;
        }
    });

const Display = GObject.registerClass({
    Properties: {
        'focus-window': GObject.ParamSpec.object('focus-window', '', '', GObject.ParamFlags.READWRITE, GObject.Object),
    },
}, class Display extends GObject.Object {});

globalThis.global = {display: new Display()};

Gio.DBus.session.signal_subscribe(
    null, 'net.activitywatch.Window', 'Changed', '/net/activitywatch/Window', null, Gio.DBusSignalFlags.NONE,
    (_connection, _sender, _path, _interface, _signal, told) => print(JSON.stringify(told.deepUnpack())));

const {default: Extension} = await import(System.programArgs[0]);
const extension = new Extension({uuid: 'test'});
extension.enable();
const window = new Window({title: 'main.py', wm_class: 'editor'});
global.display.focus_window = window;
window.title = 'other.py';
global.display.focus_window = null;
window.title = 'third.py';
global.display.focus_window = window;
extension.disable();
window.title = 'told by nobody';

const loop = new GLib.MainLoop(null, false);
GLib.timeout_add(GLib.PRIORITY_LOW, 500, () => loop.quit());
loop.run();
