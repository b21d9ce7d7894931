/** The names that the windows of browsers and editors go by. */

import { BROWSER_APPS } from '@/domain/queries/browsers'

/** By a part of the name of the editor's watcher. Editors in a terminal are not told from other things in it. */
const EDITOR_APPS: Readonly<Record<string, readonly string[]>> = {
  vscode: ['Code', 'code', 'Code.exe', 'Visual Studio Code', 'code-oss', 'Code - OSS', 'VSCodium', 'codium'],
  cursor: ['Cursor', 'cursor', 'Cursor.exe'],
  vim: ['Gvim', 'gvim', 'gvim.exe', 'MacVim', 'neovide', 'Neovide'],
  emacs: ['Emacs', 'emacs', 'emacs.exe'],
  sublime: ['sublime_text', 'Sublime_text', 'sublime_text.exe', 'Sublime Text'],
  jetbrains: [
    'jetbrains-idea',
    'jetbrains-pycharm',
    'jetbrains-webstorm',
    'IntelliJ IDEA',
    'PyCharm',
    'WebStorm',
  ],
  obsidian: ['obsidian', 'Obsidian', 'Obsidian.exe'],
}

export function appsOfBrowser(browser: string | undefined): readonly string[] {
  return (browser && BROWSER_APPS[browser]) || []
}

export function appsOfEditor(client: string): readonly string[] {
  const name = client.toLowerCase()
  return Object.entries(EDITOR_APPS).find(([editor]) => name.includes(editor))?.[1] ?? []
}
