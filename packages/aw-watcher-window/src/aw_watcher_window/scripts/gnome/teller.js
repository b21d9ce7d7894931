const INTERFACE = `<node>
  <interface name="net.activitywatch.Window">
    <method name="Get">
      <arg type="s" direction="out" name="window"/>
      <arg type="s" direction="out" name="app"/>
      <arg type="s" direction="out" name="title"/>
    </method>
    <signal name="Changed">
      <arg type="s" name="window"/>
      <arg type="s" name="app"/>
      <arg type="s" name="title"/>
    </signal>
  </interface>
</node>`;

// Offers the focused window on the session bus: asked with Get, told with Changed. An empty window is none.
class WindowTeller {
    constructor() {
        this._window = null;
        this._signals = [];
        this._object = Gio.DBusExportedObject.wrapJSObject(INTERFACE, this);
        this._object.export(Gio.DBus.session, '/net/activitywatch/Window');
        this._focus = global.display.connect('notify::focus-window', () => this._follow(global.display.focus_window));
        this._follow(global.display.focus_window);
    }

    // While the screen is locked the shell takes extensions away: nobody sees a window then.
    destroy() {
        global.display.disconnect(this._focus);
        this._follow(null);
        this._object.flush();
        this._object.unexport();
    }

    Get() {
        const window = this._window;
        if (!window)
            return ['', '', ''];
        return [String(window.get_id()), window.get_wm_class() || '', window.get_title() || ''];
    }

    _follow(window) {
        this._signals.forEach(signal => this._window.disconnect(signal));
        this._window = window;
        this._signals = window
            ? ['notify::title', 'notify::wm-class'].map(name => window.connect(name, () => this._tell()))
            : [];
        this._tell();
    }

    _tell() {
        this._object.emit_signal('Changed', new GLib.Variant('(sss)', this.Get()));
    }
}
