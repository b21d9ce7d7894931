/** How it goes, in words: the part that both pages show. */

import { statusKey } from '@/browser/badge'
import { readFault } from '@/browser/fault'
import { recall, type Memory } from '@/browser/memory'
import { text } from '@/browser/texts'
import { serverAddress } from '@/domain/settings'
import { statusOf, type Status } from '@/domain/status'

/** All that the pages tell of. */
export interface Known extends Memory {
  /** What the browser said when it could not keep what the extension remembers; null where all is well. */
  fault: string | null
}

/** Show the memory on every change of it, and from time to time, as a pause ends by itself. */
export async function follow(show: (known: Known) => void): Promise<void> {
  const update = async () => {
    const [memory, fault] = await Promise.all([recall(chrome.storage.local), readFault()])
    show({ ...memory, fault })
  }
  chrome.storage.onChanged.addListener(() => void update())
  setInterval(() => void update(), 5_000)
  await update()
}

export function statusNow(known: Known): Status {
  return statusOf({ ...known, serverPause: known.facts?.pause ?? null }, Date.now())
}

/** Write the status, and what to do about it, into two elements. */
export function showState(known: Known, state: HTMLElement, help: HTMLElement): void {
  const status = statusNow(known)
  setText(state, text(statusKey(status)))
  state.dataset['kind'] = status.kind
  setText(help, helpFor(status, serverAddress(known.settings)))
  help.hidden = help.textContent === ''
}

/** A moment, with its day if that is another. */
export function moment(time: number | null): string {
  if (time === null) return text('never')
  const [date, today] = [new Date(time), new Date()]
  const isToday = date.toDateString() === today.toDateString()
  const style: Intl.DateTimeFormatOptions = { timeStyle: 'medium', ...(!isToday && { dateStyle: 'medium' }) }
  return new Intl.DateTimeFormat(chrome.i18n.getUILanguage(), style).format(date)
}

/** Fill a list of names and values; those without a value are left out. */
export function showFacts(list: HTMLElement, facts: [string, string | null][]): void {
  const shown = facts.filter((fact): fact is [string, string] => fact[1] !== null)
  const terms = [...list.querySelectorAll('dt')]
  if (terms.map((term) => term.textContent).join() !== shown.map(([name]) => name).join())
    list.replaceChildren(...shown.flatMap(([name]) => [element('dt', name), document.createElement('dd')]))
  const values = list.querySelectorAll('dd')
  shown.forEach(([, value], index) => {
    const described = values.item(index)
    setText(described, value)
  })
}

/** The element of the page with this id. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`the page has no ${kind.name} #${id}`)
}

/** A screen reader says again what is written again. */
function setText(element: HTMLElement, value: string): void {
  if (element.textContent !== value) element.textContent = value
}

function element(name: string, content: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = content
  return made
}

function helpFor(status: Status, address: string): string {
  if (status.kind === 'failing') return text(`help_${status.trouble}`, address)
  if (status.kind === 'patterns') return text('help_patterns')
  if (status.kind !== 'paused') return ''
  if (status.until !== null) return text('until', moment(status.until))
  return status.by === 'user' ? text('until_resumed') : ''
}
