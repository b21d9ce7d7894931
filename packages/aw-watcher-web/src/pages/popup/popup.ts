/** The small page under the extension's button: how it goes, pause and resume, the ways to more. */

import { TRY_NOW } from '@/browser/messages'
import { fillTexts, text } from '@/browser/texts'
import { isPaused, type Pause } from '@/domain/pause'
import { serverAddress } from '@/domain/settings'
import { byId, follow, moment, showFacts, showState, type Known } from '@/pages/situation'

/** In milliseconds. */
const SHORT = 30 * 60_000

let dashboard = ''

function show(known: Known): void {
  dashboard = `${serverAddress(known.settings)}/`
  showState(known, byId('state', HTMLElement), byId('help', HTMLElement))
  showFacts(byId('facts', HTMLElement), [
    [text('last_sent'), moment(known.connection.lastSent)],
    [text('waiting'), waiting(known)],
  ])
  const isPausedHere = isPaused(known.pause, Date.now())
  button('resume').hidden = !isPausedHere
  button('pause-short').hidden = isPausedHere
  button('pause-long').hidden = isPausedHere
}

function waiting({ queue }: Known): string | null {
  const count = queue.next - queue.first
  return count > 0 ? String(count) : null
}

function button(id: string): HTMLButtonElement {
  return byId(id, HTMLButtonElement)
}

async function pause(pause: Pause | null): Promise<void> {
  await chrome.storage.local.set({ pause })
  button(pause === null ? 'pause-short' : 'resume').focus()
}

async function leaveFor(address: string): Promise<void> {
  await chrome.tabs.create({ url: address })
  window.close()
}

fillTexts(document)
button('pause-short').addEventListener('click', () => void pause({ until: Date.now() + SHORT }))
button('pause-long').addEventListener('click', () => void pause({ until: null }))
button('resume').addEventListener('click', () => void pause(null))
button('dashboard').addEventListener('click', () => void leaveFor(dashboard))
button('options').addEventListener('click', () => void chrome.runtime.openOptionsPage())
void follow(show)
void chrome.runtime.sendMessage(TRY_NOW)
