/** What is done about it when something happens in the browser, or some time has gone by. */

import { attempt } from '@/background/attempt'
import { CurrentPolicy } from '@/background/current'
import { Queue } from '@/background/queue'
import { Recorder, type ActiveTab } from '@/background/recorder'
import { Sender, type SenderContext } from '@/background/sender'
import { Shared } from '@/background/shared'
import { Store } from '@/background/store'
import type { Identity } from '@/browser/identity'
import type { Area, Memory } from '@/browser/memory'
import { bucketId } from '@/domain/browsers'
import type { Pause } from '@/domain/pause'
import type { Policy } from '@/domain/policy'
import { whyIdle } from '@/domain/report'
import { readSettings, type Settings } from '@/domain/settings'
import { isSettled, SETTLED } from '@/domain/spans'
import { isWorthAMark, statusOf, type Status } from '@/domain/status'
import { Server } from '@/server/api'

/** What the background needs of the browser it runs in. */
export interface Browser {
  area: Area
  activeTab: ActiveTab
  /** Of the extension. */
  version: string
  identify(): Promise<Identity>
  /** Whether the extension may reach the server of these settings. */
  mayReach(settings: Settings): Promise<boolean>
  showBadge(status: Status, isMarked: boolean): Promise<void>
  /** Keep what is wrong with `area` where pages find it; null where all is well. */
  noteFault(fault: string | null): Promise<void>
  /** Do something after some milliseconds, in place of what was to be done so before. */
  later(wait: number, job: () => void): void
  /** In milliseconds since 1970. */
  clock(): number
}

/** What a page of the extension has written, by key. */
export type Changes = Record<string, { newValue?: unknown }>

export class Background {
  private readonly recorder: Recorder
  private readonly sender: Sender
  private readonly current = new CurrentPolicy()
  private readonly looking = new Shared(() => this.look())
  private readonly showing = new Shared(() => this.show())

  private constructor(
    private readonly browser: Browser,
    private readonly store: Store,
    queue: Queue,
    private identity: Identity,
  ) {
    const { activeTab, clock } = browser
    this.recorder = new Recorder(store, queue, activeTab, () => this.policy(), clock)
    this.sender = new Sender(store, queue, this.recorder, this.context(), clock)
  }

  /** @param longest how many spans may wait. */
  static async start(browser: Browser, longest?: number): Promise<Background> {
    const [store, identity] = await Promise.all([Store.open(browser.area), browser.identify()])
    const queue = new Queue(store, longest)
    await queue.tidy()
    return new Background(browser, store, queue, identity)
  }

  /** What it remembers. */
  get now(): Readonly<Memory> {
    return this.store.now
  }

  /**
   * Something may have changed, or some time has gone by. What fails in one step keeps no other from being done.
   *
   * A page can change its title a thousand times a second, so each step is done no more often than it can be.
   */
  async tick(): Promise<void> {
    await this.looking.run()
    if (this.hasName()) await attempt(() => this.sender.send())
    await this.showing.run()
  }

  /** Begin anew with the server, at once. */
  async tryNow(): Promise<void> {
    await this.sender.reset()
    await this.tick()
  }

  /** A page of the extension has changed something. */
  async adopt(changes: Changes): Promise<void> {
    if (changes['settings']) this.store.adopt({ settings: readSettings(changes['settings'].newValue) })
    if (changes['pause'])
      this.store.adopt({ pause: (changes['pause'].newValue as Pause | undefined) ?? null })
    await (changes['settings'] ? this.tryNow() : this.tick())
  }

  private async look(): Promise<void> {
    await attempt(() => this.identify())
    await attempt(() => this.store.catchUp())
    await attempt(() => this.recorder.look())
  }

  private async show(): Promise<void> {
    await attempt(() => this.browser.noteFault(this.store.fault))
    const { open, connection } = this.store.now
    if (open?.sent === null && !isSettled(open) && connection.failures === 0) this.later(SETTLED)
    await attempt(() => this.mark())
  }

  private async identify(): Promise<void> {
    if (!this.identity.isSure) this.identity = await this.browser.identify()
  }

  /** Whether it is known for certain in which bucket to record; without any tab there is hardly anything to send. */
  private hasName(): boolean {
    return this.identity.isSure || this.store.now.settings.browser !== ''
  }

  private mark(): Promise<void> {
    const { fault, now } = this.store
    const status = statusOf({ ...now, serverPause: now.facts?.pause ?? null, fault }, this.browser.clock())
    return this.browser.showBadge(status, isWorthAMark(status, now.connection))
  }

  private later(wait: number): void {
    this.browser.later(wait, () => void this.tick())
  }

  private context(): SenderContext {
    return {
      server: () => new Server(this.store.now.settings),
      bucket: () => this.bucket(),
      hostname: () => this.hostname() ?? '',
      policy: () => this.policy(),
      whyIdle: () => whyIdle(this.store.now, this.policy() !== null, this.browser.clock()),
      version: this.browser.version,
      mayReach: () => this.browser.mayReach(this.store.now.settings),
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

  private name(): string {
    return this.store.now.settings.browser || this.identity.browser
  }

  private bucket(): string | null {
    const hostname = this.hostname()
    return hostname === null ? null : bucketId(this.name(), hostname)
  }

  private policy(): Policy | null {
    const { settings, facts } = this.store.now
    return this.current.of({ settings, facts, bucket: this.bucket() ?? bucketId(this.name(), '') })
  }
}
