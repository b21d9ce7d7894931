/** The page of options: how it goes, and all that can be set. */

import { thisBrowser } from '@/browser/identity'
import { recall } from '@/browser/memory'
import { TRY_NOW } from '@/browser/messages'
import { askToReach } from '@/browser/permission'
import { fillTexts, text } from '@/browser/texts'
import { bucketId, KNOWN } from '@/domain/browsers'
import { check, fill, hintAtBrowser, read } from '@/pages/options/form'
import { byId, follow, moment, showFacts, showState, type Known } from '@/pages/situation'

let detected = ''

function show(known: Known): void {
  const { queue, connection, facts, settings, fault } = known
  showState(known, byId('state', HTMLElement), byId('help', HTMLElement))
  const hostname = settings.hostname || (facts?.hostname ?? '')
  const countOrNull = (count: number) => (count > 0 ? String(count) : null)
  showFacts(byId('facts', HTMLElement), [
    [text('last_sent'), moment(connection.lastSent)],
    [text('last_tried'), moment(connection.lastTried)],
    [text('waiting'), String(queue.next - queue.first)],
    [text('lost'), countOrNull(queue.lost)],
    [text('refused'), countOrNull(queue.refused)],
    [text('server_said'), (fault ?? connection.message) || null],
    [text('bucket'), hostname ? bucketId(settings.browser || detected, hostname) : null],
  ])
}

/** Asks for permission first: browsers allow that only straight after the click. */
async function save(): Promise<void> {
  const settings = read()
  if (!check(settings)) return tell(text('not_saved', text('correct_fields')))
  if (!(await askToReach(settings))) return tell(text('not_saved', text('denied')))
  try {
    await chrome.storage.local.set({ settings })
  } catch (error) {
    return tell(text('not_saved', String(error)))
  }
  fill(settings)
  tell(text('saved'))
}

function tell(outcome: string): void {
  byId('outcome', HTMLElement).textContent = outcome
}

async function start(): Promise<void> {
  detected = (await thisBrowser()).browser
  byId('browsers', HTMLDataListElement).append(...KNOWN.map((name) => new Option(name)))
  fill((await recall(chrome.storage.local)).settings)
  hintAtBrowser(detected)
  await follow(show)
  await chrome.runtime.sendMessage(TRY_NOW)
}

fillTexts(document)
document.title = `${text('name')}: ${text('options_title')}`
byId('form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  void save()
})
byId('form', HTMLFormElement).addEventListener('input', () => {
  tell('')
  hintAtBrowser(detected)
})
byId('show-key', HTMLInputElement).addEventListener('change', (event) => {
  const isShown = (event.target as HTMLInputElement).checked
  byId('apiKey', HTMLInputElement).type = isShown ? 'text' : 'password'
})
byId('try-now', HTMLButtonElement).addEventListener('click', () => void chrome.runtime.sendMessage(TRY_NOW))
void start()
