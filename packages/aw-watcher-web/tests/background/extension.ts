/** The extension's background as tests have it, between stand-ins of browser and server. */

import { Background, type Browser } from '@/background/background'
import type { Identity } from '@/browser/identity'
import type { Pause } from '@/domain/pause'
import { DEFAULTS, type Settings } from '@/domain/settings'
import type { Status } from '@/domain/status'
import type { SeenTab } from '@/domain/tab'

import { FakeArea, FakeServer, seen } from './fakes'

const BEGINNING = 1_000_000

/** An extension whose worker can be ended at any moment, with a clock that stands until it is moved. */
export class TestExtension {
  readonly area = new FakeArea()
  readonly server = new FakeServer()
  /** How long the background wanted to wait until it looks again. */
  readonly waits: number[] = []
  now = BEGINNING
  front: SeenTab | null = null
  identity: Identity = { browser: 'chrome', isSure: true }
  mayReach = true
  badge: { status: Status; isMarked: boolean } | null = null
  /** What the pages are told of the storage. */
  fault: string | null = null
  background!: Background

  /** The browser it runs in. */
  readonly browser: Browser = {
    area: this.area,
    activeTab: () => Promise.resolve(this.front),
    version: '1.2',
    identify: () => Promise.resolve(this.identity),
    mayReach: () => Promise.resolve(this.mayReach),
    showBadge: (status, isMarked) => {
      this.badge = { status, isMarked }
      return Promise.resolve()
    },
    noteFault: (fault) => {
      this.fault = fault
      return Promise.resolve()
    },
    later: (wait) => this.waits.push(wait),
    clock: () => this.now,
  }

  /** End the worker, and start it anew. */
  async restart(longest?: number): Promise<void> {
    this.background = await Background.start(this.browser, longest)
  }

  /** The options are saved. */
  set(changes: Partial<Settings>): Promise<void> {
    return this.write('settings', { ...DEFAULTS, ...changes })
  }

  /** The menu pauses, or ends the pause. */
  pause(pause: Pause | null): Promise<void> {
    return this.write('pause', pause)
  }

  /** Some time goes by, and then this is in front. */
  async at(seconds: number, url: string | null, tab = 1): Promise<void> {
    this.now += seconds * 1000
    this.front = url === null ? null : seen(url, tab)
    await this.tick()
  }

  tick(): Promise<void> {
    return this.background.tick()
  }

  /** How many spans wait for the server. */
  get waiting(): number {
    const { first, next } = this.background.now.queue
    return next - first
  }

  /** The keys of spans in the browser's profile. */
  get kept(): string[] {
    return [...this.area.items.keys()].filter((key) => key.startsWith('span'))
  }

  /** What the server has: address and seconds. */
  get told(): [string, number][] {
    return this.server.events.map(({ start, end, data }) => [
      (data as { url: string }).url,
      (end - start) / 1000,
    ])
  }

  /** What the bucket keeps of the extension, with seconds since the beginning in place of times. */
  get said(): Record<string, unknown> {
    const since = (value: unknown) => (Date.parse(String(value)) - BEGINNING) / 1000
    const data = [...this.server.said.values()].flatMap((said) => Object.entries(said))
    return Object.fromEntries(
      data.map(([key, value]) => [key, ['sensed', 'ended'].includes(key) ? since(value) : value]),
    )
  }

  /** A page of the extension writes something, and the browser tells the background. */
  private async write(key: string, value: unknown): Promise<void> {
    await this.area.set({ [key]: value })
    await this.background.adopt({ [key]: { newValue: structuredClone(value) } })
  }
}
