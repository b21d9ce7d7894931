/** The background as tests have it, between stand-ins of browser and server. */

import { Queue } from '@/background/queue'
import { Recorder } from '@/background/recorder'
import { Sender } from '@/background/sender'
import { Store } from '@/background/store'
import { FakeArea, FakeServer, seen } from '@/background/testing'
import { bucketId } from '@/domain/browsers'
import { Policy } from '@/domain/policy'
import { whyIdle } from '@/domain/report'
import { PrivacyRules } from '@/domain/rules'
import { DEFAULTS, type Settings } from '@/domain/settings'
import type { SeenTab } from '@/domain/tab'
import { Server } from '@/server/api'

/** An extension whose worker can be ended at any moment, with a clock that stands until it is moved. */
export class World {
  readonly area = new FakeArea()
  readonly server = new FakeServer()
  readonly waits: number[] = []
  now = 1_000_000
  front: SeenTab | null = null
  mayReach = true
  store!: Store
  recorder!: Recorder
  sender!: Sender
  queue!: Queue

  /** End the worker, and start it anew. */
  async restart(longest?: number): Promise<void> {
    this.store = await Store.open(this.area)
    this.queue = new Queue(this.store, longest)
    await this.queue.tidy()
    const clock = () => this.now
    const policy = () => this.policy()
    this.recorder = new Recorder(this.store, this.queue, () => Promise.resolve(this.front), policy, clock)
    const ways = {
      server: () => new Server(this.store.now.settings),
      bucket: () => bucketId('chrome', 'laptop'),
      hostname: () => 'laptop',
      policy,
      whyIdle: () => whyIdle(this.store.now, policy() !== null, this.now),
      version: '1.2',
      mayReach: () => Promise.resolve(this.mayReach),
      later: (wait: number) => this.waits.push(wait),
    }
    this.sender = new Sender(this.store, this.queue, this.recorder, ways, clock)
  }

  async set(changes: Partial<Settings>): Promise<void> {
    await this.store.write({ settings: { ...DEFAULTS, ...changes } })
    await this.sender.reset()
  }

  /** Some time goes by, and then this is in front. */
  async at(seconds: number, url: string | null, tab = 1): Promise<void> {
    this.now += seconds * 1000
    this.front = url === null ? null : seen(url, tab)
    await this.tick()
  }

  /** The keys of spans in the browser's profile. */
  get kept(): string[] {
    return [...this.area.items.keys()].filter((key) => key.startsWith('span'))
  }

  /** What the bucket keeps of the extension, with seconds since the beginning in place of times. */
  get said(): Record<string, unknown> {
    const since = (value: unknown) => (Date.parse(String(value)) - 1_000_000) / 1000
    const data = [...this.server.said.values()].flatMap((said) => Object.entries(said))
    return Object.fromEntries(
      data.map(([key, value]) => [key, ['sensed', 'ended'].includes(key) ? since(value) : value]),
    )
  }

  async tick(): Promise<void> {
    await this.store.catchUp()
    await this.recorder.look()
    await this.sender.send()
  }

  /** What the server has: address and seconds. */
  get told(): [string, number][] {
    return this.server.events.map(({ start, end, data }) => [
      (data as { url: string }).url,
      (end - start) / 1000,
    ])
  }

  private policy(): Policy | null {
    try {
      const rules = PrivacyRules.read(this.store.now.facts?.filters ?? null)
      return new Policy(this.store.now.settings, rules, bucketId('chrome', 'laptop'))
    } catch {
      return null
    }
  }
}
