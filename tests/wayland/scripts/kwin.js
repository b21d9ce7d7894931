// Stands in for KWin of the Plasma named on the command line: runs the script, changes windows, prints what is called.
const [plasma, path] = ARGV;

class Signal {
    constructor() {
        this.listeners = [];
    }

    connect(listener) {
        this.listeners.push(listener);
    }

    disconnect(listener) {
        this.listeners = this.listeners.filter(other => other !== listener);
    }

    emit(...values) {
        this.listeners.forEach(listener => listener(...values));
    }
}

function makeWindow(id, resourceClass, caption) {
    return {
        internalId: `{${id}}`, resourceClass, caption, captionChanged: new Signal(), windowClassChanged: new Signal(),
    };
}

const editor = makeWindow(1, 'editor', 'main.py');
const browser = makeWindow(2, '', 'News');
browser.desktopFileName = 'org.example.browser';

const [activated, removed, active] = plasma === '6'
    ? ['windowActivated', 'windowRemoved', 'activeWindow']
    : ['clientActivated', 'clientRemoved', 'activeClient'];

globalThis.workspace = {[activated]: new Signal(), [removed]: new Signal(), [active]: editor};
let watcherIsThere = true;
globalThis.callDBus = (service, object, face, method, ...values) => {
    if (method === 'NameHasOwner')
        values.pop()(watcherIsThere);
    else
        print(JSON.stringify([method, ...values]));
};

const [, script] = imports.gi.GLib.file_get_contents(path);
new Function(imports.byteArray.toString(script))();
editor.caption = 'other.py';
editor.captionChanged.emit();
workspace[activated].emit(browser);
editor.caption = 'told by nobody';
editor.captionChanged.emit();
workspace[removed].emit(editor);
workspace[removed].emit(browser);
workspace[activated].emit(null);
watcherIsThere = false;
workspace[activated].emit(editor);
