/** The editor for queries: colours, completion, and errors at their place. */

import { autocompletion, type Completion, type CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

import { CONSTANTS, FUNCTIONS, KEYWORDS } from '@/domain/querylanguage/functions'
import { MACRO } from '@/domain/querylanguage/macro'
import { type TokenKind, tokenAt } from '@/domain/querylanguage/tokens'

export interface EditorOptions {
  text: string
  label: string
  bucketIds: () => readonly string[]
  /** Says what a function does. */
  describe: (name: string) => string
  onChange: (text: string) => void
  onRun: () => void
  /** The person wants to leave it by the keyboard. */
  onLeave: () => void
}

export function makeEditor(parent: HTMLElement, options: EditorOptions): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({ doc: options.text, extensions: extensionsOf(options) }),
  })
}

/** Mark a place as wrong, and go there; nothing is wrong if it is null. */
export function showError(view: EditorView, error: { place: number; message: string } | null): void {
  if (!error) {
    view.dispatch(setDiagnostics(view.state, []))
    return
  }
  const { length } = view.state.doc
  const from = Math.min(error.place, length)
  const word = tokenAt(view.state.doc.toString(), from)
  const to = Math.min(length, from + Math.max(1, word.length))
  const mark: Diagnostic = {
    from: Math.min(from, Math.max(0, to - 1)),
    to,
    severity: 'error',
    message: error.message,
  }
  view.dispatch(setDiagnostics(view.state, [mark]), {
    selection: { anchor: from },
    effects: EditorView.scrollIntoView(from, { y: 'center' }),
  })
}

function extensionsOf(options: EditorOptions): Extension[] {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    bracketMatching(),
    lintGutter(),
    LANGUAGE,
    syntaxHighlighting(COLORS),
    autocompletion({ override: [completionOf(options)] }),
    keymap.of([
      { key: 'Mod-Enter', preventDefault: true, run: () => called(options.onRun) },
      ...defaultKeymap,
      ...historyKeymap,
      indentWithTab,
      // After the keys of completion, which closes its list with it first.
      { key: 'Escape', run: () => called(options.onLeave) },
    ]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false' }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) options.onChange(state.doc.toString())
    }),
    THEME,
  ]
}

function called(action: () => void): boolean {
  action()
  return true
}

const NAMES: Readonly<Record<TokenKind, string | null>> = {
  space: null,
  comment: 'comment',
  string: 'string',
  number: 'number',
  keyword: 'keyword',
  constant: 'atom',
  function: 'standardFunction',
  macro: 'macroName',
  name: 'variableName',
  operator: 'operator',
  bracket: 'bracket',
  other: null,
}

/** A text that goes on in the next line is remembered by its quote. */
const LANGUAGE = StreamLanguage.define<{ quote: string }>({
  startState: () => ({ quote: '' }),
  token(stream, state) {
    if (state.quote) return restOfText(stream, state)
    const { kind, length } = tokenAt(stream.string, stream.pos)
    const text = stream.string.slice(stream.pos, stream.pos + length)
    stream.pos += length
    if (kind === 'string' && !isClosed(text)) state.quote = text.charAt(0)
    return NAMES[kind]
  },
  tokenTable: { standardFunction: tags.function(tags.variableName) },
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['(', '[', '{', '"', "'"] } },
})

function restOfText(stream: { string: string; pos: number }, state: { quote: string }): string {
  const { length } = tokenAt(state.quote + stream.string.slice(stream.pos), 0)
  const text = state.quote + stream.string.slice(stream.pos, stream.pos + length - 1)
  stream.pos += Math.max(1, length - 1)
  if (isClosed(text)) state.quote = ''
  return 'string'
}

function isClosed(text: string): boolean {
  return text.length > 1 && text.endsWith(text.charAt(0)) && !text.endsWith(`\\${text.charAt(0)}`)
}

function completionOf({ bucketIds, describe }: EditorOptions): CompletionSource {
  const words: Completion[] = [
    ...FUNCTIONS.map(({ name, parameters }) => ({
      label: name,
      type: 'function',
      detail: `(${parameters})`,
      info: describe(name),
      apply: parameters ? `${name}(` : `${name}()`,
    })),
    ...[...CONSTANTS, MACRO, 'RETURN'].map((label) => ({ label, type: 'constant' })),
    ...KEYWORDS.map((label) => ({ label, type: 'keyword' })),
  ]
  return (context) => {
    const inText = context.matchBefore(/["'][^"'\n]*/)
    if (inText) {
      const options = bucketIds().map((label) => ({ label, type: 'text' }))
      return { from: inText.from + 1, options, validFor: /^[^"'\n]*$/ }
    }
    const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u)
    if (!word && !context.explicit) return null
    return { from: word?.from ?? context.pos, options: words, validFor: /^[\p{L}\p{N}_]*$/u }
  }
}

const COLORS = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--text-muted)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.atom], color: 'var(--code-number)' },
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.function(tags.variableName), tags.macroName], color: 'var(--accent)' },
])

const THEME = EditorView.theme({
  '&': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface)',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontSize: '13px', minHeight: '180px', maxHeight: '50vh' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface-raised)',
    color: 'var(--text-muted)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface-raised)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in oklab, var(--accent) 28%, var(--surface))',
  },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
})
