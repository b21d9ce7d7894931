/** The form of the options: settings into its fields, and out of them with what is wrong at its field. */

import { text } from '@/browser/texts'
import { isKnown } from '@/domain/browsers'
import { readPatterns, wrongPatterns } from '@/domain/addresses'
import { faults, type Settings } from '@/domain/settings'
import { byId } from '@/pages/situation'

const TEXTS = ['host', 'apiKey', 'browser', 'hostname'] as const
const LISTS = ['exclude', 'include'] as const

export function fill(settings: Settings): void {
  for (const name of TEXTS) input(name).value = settings[name]
  for (const name of LISTS) area(name).value = settings[name].join('\n')
  input('port').value = String(settings.port)
  input('recordIncognito').checked = settings.recordIncognito
}

/** The settings as they stand in the form, whatever they are worth. */
export function read(): Settings {
  return {
    host: input('host').value.trim().replace(/\/+$/, ''),
    port: Number(input('port').value.trim() || NaN),
    apiKey: input('apiKey').value.trim(),
    include: readPatterns(area('include').value),
    exclude: readPatterns(area('exclude').value),
    recordIncognito: input('recordIncognito').checked,
    browser: input('browser').value.trim().toLowerCase(),
    hostname: input('hostname').value.trim(),
  }
}

/** Say at each field what is wrong about it, and go to the first such; whether nothing is. */
export function check(settings: Settings): boolean {
  const wrong = new Set<string>(faults(settings))
  for (const name of [...TEXTS, 'port'] as const)
    mark(input(name), wrong.has(name) ? text(`fault_${name}`) : '')
  for (const name of LISTS) mark(area(name), faultOfList(settings[name]))
  const first = document.querySelector<HTMLElement>('[aria-invalid="true"]')
  first?.focus()
  return first === null
}

/** What stands under the browser's name. */
export function hintAtBrowser(detected: string): void {
  const name = input('browser').value.trim()
  const isFine = name === '' || isKnown(name)
  byId('browser-hint', HTMLElement).textContent = isFine
    ? text('browser_hint', detected)
    : text('browser_unknown')
}

function faultOfList(patterns: string[]): string {
  const [first] = wrongPatterns(patterns)
  return first ? text(`fault_pattern_${first.fault}`, String(first.line), first.pattern) : ''
}

function mark(field: HTMLElement, fault: string): void {
  byId(`${field.id}-fault`, HTMLElement).textContent = fault
  if (fault) field.setAttribute('aria-invalid', 'true')
  else field.removeAttribute('aria-invalid')
}

function input(id: string): HTMLInputElement {
  return byId(id, HTMLInputElement)
}

function area(id: string): HTMLTextAreaElement {
  return byId(id, HTMLTextAreaElement)
}
