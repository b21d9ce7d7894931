/**
 * The background of the extension: what happens in the browser, and what is done about it.
 *
 * The browser ends this script whenever nothing has happened for half a minute, and starts it anew for the next event, so
 * nothing is remembered but in the store, and every listener is there from the first moment.
 */

import { Queue } from '@/background/queue'
import { Recorder } from '@/background/recorder'
import { Sender, type Ways } from '@/background/sender'
import { Store } from '@/background/store'
import { showBadge } from '@/browser/badge'
import { lookAtTabs } from '@/browser/eyes'
import { noteFault } from '@/browser/fault'
import { thisBrowser, type Identity } from '@/browser/identity'
import { TRY_NOW } from '@/browser/messages'
import { mayReach } from '@/browser/permission'
import type { Pause } from '@/domain/pause'
import { bucketId } from '@/domain/browsers'
import { Policy } from '@/domain/policy'
import { whyIdle } from '@/domain/report'
import { PrivacyRules } from '@/domain/rules'
import { readSettings } from '@/domain/settings'
import { INTERVAL, isSettled, SETTLED } from '@/domain/spans'
import { isWorthAMark, statusOf } from '@/domain/status'
import { Server } from '@/server/api'

const ALARM = 'look'

class Background {
  private readonly recorder: Recorder
  private readonly sender: Sender
  private timer: ReturnType<typeof setTimeout> | undefined

  private constructor(
    private readonly store: Store,
    queue: Queue,
    private identity: Identity,
  ) {
    this.recorder = new Recorder(store, queue, lookAtTabs, () => this.policy())
    this.sender = new Sender(store, queue, this.recorder, this.ways())
  }

  static async start(): Promise<Background> {
    const [store, identity] = await Promise.all([Store.open(chrome.storage.local), thisBrowser()])
    const queue = new Queue(store)
    await queue.tidy()
    return new Background(store, queue, identity)
  }

  /** Something may have changed, or some time has gone by. What fails in one step keeps no other from being done. */
  async tick(): Promise<void> {
    await attempt(() => this.identify())
    await attempt(() => this.store.catchUp())
    await attempt(() => this.recorder.look())
    if (this.hasName()) await attempt(() => this.sender.send())
    await attempt(() => noteFault(this.store.fault))
    const { open, connection } = this.store.now
    if (open?.sent === null && !isSettled(open) && connection.failures === 0) this.later(SETTLED)
    await attempt(() => this.mark())
  }

  /** Begin anew with the server, at once. */
  async tryNow(): Promise<void> {
    await this.sender.reset()
    await this.tick()
  }

  /** A page of the extension has changed something. */
  async adopt(changes: Record<string, chrome.storage.StorageChange>): Promise<void> {
    if (changes['settings']) this.store.adopt({ settings: readSettings(changes['settings'].newValue) })
    if (changes['pause'])
      this.store.adopt({ pause: (changes['pause'].newValue as Pause | undefined) ?? null })
    await (changes['settings'] ? this.tryNow() : this.tick())
  }

  private async identify(): Promise<void> {
    if (!this.identity.isSure) this.identity = await thisBrowser()
  }

  /** Whether it is known for certain in which bucket to record; without any tab there is hardly anything to send. */
  private hasName(): boolean {
    return this.identity.isSure || this.store.now.settings.browser !== ''
  }

  private mark(): Promise<void> {
    const { fault, now } = this.store
    const status = statusOf({ ...now, serverPause: now.facts?.pause ?? null, fault }, Date.now())
    return showBadge(status, isWorthAMark(status, now.connection))
  }

  private later(wait: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.tick(), wait)
  }

  private ways(): Ways {
    return {
      server: () => new Server(this.store.now.settings),
      bucket: () => this.bucket(),
      hostname: () => this.hostname() ?? '',
      policy: () => this.policy(),
      whyIdle: () => whyIdle(this.store.now, this.policy() !== null, Date.now()),
      version: chrome.runtime.getManifest().version,
      mayReach: () => mayReach(this.store.now.settings),
      later: (wait) => {
        this.later(wait)
      },
    }
  }

  /** Null until the server, or the user, has said it. */
  private hostname(): string | null {
    const { settings, facts } = this.store.now
    return settings.hostname || (facts?.hostname ?? null)
  }

  private browser(): string {
    return this.store.now.settings.browser || this.identity.browser
  }

  private bucket(): string | null {
    const hostname = this.hostname()
    return hostname === null ? null : bucketId(this.browser(), hostname)
  }

  /** Until the server has said its rules there are none; they are asked once more before anything is sent. */
  private policy(): Policy | null {
    const { settings, facts } = this.store.now
    try {
      const rules = PrivacyRules.read(facts?.filters ?? null)
      return new Policy(settings, rules, this.bucket() ?? bucketId(this.browser(), ''))
    } catch {
      return null
    }
  }
}

/** Do something; what goes wrong is said where developers look, and not to whoever waits for it. */
async function attempt(step: () => Promise<unknown>): Promise<void> {
  try {
    await step()
  } catch (error) {
    console.error('aw-watcher-web:', error)
  }
}

let starting: Promise<Background> | null = null

/** Have the background do something. If it cannot start, it is tried again with the next event, and marked meanwhile. */
function have(job: (background: Background) => Promise<void>): Promise<void> {
  starting ??= Background.start()
  return starting.then(job, async (error: unknown) => {
    starting = null
    console.error('aw-watcher-web:', error)
    await attempt(() => noteFault(String(error)))
    await attempt(() => showBadge({ kind: 'failing', trouble: 'storage' }, true))
  })
}

const tick = () => void have((background) => background.tick())

chrome.tabs.onActivated.addListener(tick)
chrome.tabs.onCreated.addListener(tick)
chrome.tabs.onRemoved.addListener(tick)
chrome.tabs.onReplaced.addListener(tick)
chrome.tabs.onUpdated.addListener((_id, change, tab) => {
  const isSeen = 'url' in change || 'title' in change || 'audible' in change || 'status' in change
  if (tab.active && isSeen) tick()
})
chrome.windows.onFocusChanged.addListener(tick)
chrome.windows.onRemoved.addListener(tick)
chrome.runtime.onStartup.addListener(tick)
chrome.runtime.onInstalled.addListener(tick)
chrome.alarms.onAlarm.addListener(tick)
chrome.permissions.onAdded.addListener(() => void have((background) => background.tryNow()))
chrome.storage.onChanged.addListener((changes, area) => {
  const isOurs = area === 'local' && ('settings' in changes || 'pause' in changes)
  if (isOurs) void have((background) => background.adopt(changes))
})
chrome.runtime.onMessage.addListener((message, _sender, respond) => {
  if (message !== TRY_NOW) return false
  void have((background) => background.tryNow()).then(() => {
    respond(true)
  })
  return true
})

void chrome.alarms.get(ALARM).then((alarm) => {
  const minutes = INTERVAL / 60_000
  if (alarm?.periodInMinutes !== minutes) return chrome.alarms.create(ALARM, { periodInMinutes: minutes })
})
tick()
