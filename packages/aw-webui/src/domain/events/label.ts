/** What an event is called where there is room for one line. */

import { type AwEvent, textOf } from '@/domain/events/event'

/** Keys of events that watchers write, the most telling first. */
const TELLING = ['label', 'title', 'url', 'file', 'project', 'status', 'app']

/** What it is about: its title, its file, its label; the first text it has if it is of another kind. */
export function labelOf(event: AwEvent): string {
  for (const key of TELLING) {
    const text = textOf(event, key)
    if (text) return text
  }
  const other = Object.keys(event.data).find((key) => !key.startsWith('$') && textOf(event, key))
  return other === undefined ? '' : textOf(event, other)
}

/** Shorter, for bars: the app, the domain, the project; what it is about if there is none. */
export function shortLabelOf(event: AwEvent): string {
  const app = textOf(event, 'app')
  if (app) return app
  const url = textOf(event, 'url')
  if (url) return domainOf(url)
  const file = textOf(event, 'file')
  return file ? (file.split(/[/\\]/).at(-1) ?? file) : labelOf(event)
}

/** The host of an address, without one leading `www.`; the address itself if it has none. */
export function domainOf(url: string): string {
  return (URL.canParse(url) && new URL(url).hostname.replace(/^www\./, '')) || url
}
