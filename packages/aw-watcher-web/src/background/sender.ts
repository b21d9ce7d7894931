/** Brings spans to the server, in order, each until the server has it. */

import type { Queue } from '@/background/queue'
import type { Recorder } from '@/background/recorder'
import type { Store } from '@/background/store'
import type { ServerFacts } from '@/browser/memory'
import { nextTry, waitAfter, type Connection } from '@/domain/connection'
import { readServerPause } from '@/domain/pause'
import type { Policy } from '@/domain/policy'
import { isDue, reportData, TOLD_EVERY, type Told } from '@/domain/report'
import { duePart, type Span } from '@/domain/spans'
import { NoBucketError, RefusedError, ServerError } from '@/server/errors'
import type { Server } from '@/server/api'

/** In milliseconds: what the server said of pauses and rules is asked for anew after this. */
export const FRESH = 5_000

/** How the sender reaches the rest; read anew each time, as settings change. */
export interface SenderContext {
  server(): Server
  bucket(): string | null
  hostname(): string
  policy(): Policy | null
  /** Why nothing is recorded though the browser is used; null where it is. */
  whyIdle(): string | null
  /** Of the extension. */
  version: string
  /** Whether the browser lets the extension reach the server. */
  mayReach(): Promise<boolean>
  /** Have `send` called again after some milliseconds. */
  later(wait: number): void
}

/** What became of a span: the server has it, will never take it, or may not know of it. */
type Outcome = 'taken' | 'refused' | 'withheld'

export class Sender {
  private running: Promise<void> | null = null
  private again = false
  private asked = -Infinity
  private made: string | null = null
  private unheard = -Infinity

  constructor(
    private readonly store: Store,
    private readonly queue: Queue,
    private readonly recorder: Recorder,
    private readonly context: SenderContext,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Forget what was known of the server, as another one may be meant. */
  async reset(): Promise<void> {
    this.asked = this.unheard = -Infinity
    this.made = null
    await this.store.write({ connection: { ...this.store.now.connection, failures: 0, lastTried: null } })
  }

  /** Send what there is; while that goes on, a further call only sees to it that nothing is left out. */
  send(): Promise<void> {
    this.again = true
    this.running ??= this.run().finally(() => this.rest())
    return this.running
  }

  /** A call may have come after `run` looked for one. */
  private async rest(): Promise<void> {
    this.running = null
    if (this.again) await this.send()
  }

  private async run(): Promise<void> {
    while (this.again) {
      this.again = false
      if (this.clock() < nextTry(this.store.now.connection, this.clock())) return
      await this.try()
    }
  }

  private async try(): Promise<void> {
    try {
      await this.ask()
      await this.report()
      this.policy()
      const hasSent = [await this.empty(), await this.sendOpen()].includes(true)
      await this.note({ trouble: null, message: '', failures: 0, ...(hasSent && { lastSent: this.clock() }) })
    } catch (error) {
      await this.fail(error)
    }
  }

  private async fail(error: unknown): Promise<void> {
    const { trouble, message } =
      error instanceof ServerError ? error : new ServerError('trouble', String(error))
    const failures = this.store.now.connection.failures + 1
    this.asked = -Infinity
    this.made = null
    await this.note({ trouble, message, failures })
    this.context.later(waitAfter(failures))
  }

  private async note(changes: Partial<Connection>): Promise<void> {
    const connection = { ...this.store.now.connection, ...changes, lastTried: this.clock() }
    await this.store.write({ connection })
  }

  /** Know the server's name, pause and rules before anything is told to it. */
  private async ask(): Promise<void> {
    if (this.clock() - this.asked < FRESH) return
    if (!(await this.context.mayReach())) throw new ServerError('permission', this.context.server().address)
    const facts = await this.facts()
    this.asked = this.clock()
    const isNew = JSON.stringify(facts) !== JSON.stringify(this.store.now.facts)
    if (!isNew) return
    await this.store.write({ facts })
    await this.recorder.look()
  }

  private async facts(): Promise<ServerFacts> {
    const server = this.context.server()
    const known = this.store.now.facts
    const isKnown = this.asked > -Infinity && known?.address === server.address
    const hostname = isKnown ? known.hostname : await server.hostname()
    const pause = readServerPause(await server.pause())
    return { address: server.address, hostname, pause, ...(await server.privacyRules()) }
  }

  /** Say that the extension looks, or why not; of what comes of it nothing depends, and not every server takes it. */
  private async report(): Promise<void> {
    const [server, bucket] = [this.context.server(), this.context.bucket()]
    if (bucket === null) return
    const to = `${server.address} ${bucket}`
    const told: Told = { to, sensed: this.recorder.looked, why: this.context.whyIdle() }
    const now = this.clock()
    if (!isDue(this.store.now.told, told) || now - this.unheard < TOLD_EVERY) return
    try {
      await this.make(server, bucket)
      await server.describe(bucket, reportData(told, this.context.version, now))
      await this.store.write({ told })
    } catch (error) {
      if (error instanceof NoBucketError) this.made = null
      else this.unheard = now
    }
  }

  /** Send all that waits; whether anything was sent. */
  private async empty(): Promise<boolean> {
    let hasSent = false
    for (let found = await this.queue.oldest(); found; found = await this.queue.oldest()) {
      const [number, span] = found
      const outcome = await this.tell(span)
      await this.queue.remove(number, outcome === 'refused')
      hasSent ||= outcome === 'taken'
    }
    return hasSent
  }

  private async sendOpen(): Promise<boolean> {
    const { open } = this.store.now
    const span = open && duePart(open)
    if (!open || !span) return false
    const outcome = await this.tell(span)
    await this.recorder.sent(open.start, open.end)
    return outcome === 'taken'
  }

  private async tell(span: Span): Promise<Outcome> {
    const bucket = this.context.bucket()
    if (bucket === null) throw new ServerError('stranger', 'no name of a host')
    const data = this.policy().admit(span.data)
    if (data === null) return 'withheld'
    try {
      await this.tellBucket(bucket, { ...span, data })
      return 'taken'
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      console.error('aw-watcher-web: the server refuses an event:', error.message)
      return 'refused'
    }
  }

  /** @throws {ServerError} nobody can say what may be sent. */
  private policy(): Policy {
    const policy = this.context.policy()
    if (policy === null) throw new ServerError('rules', 'privacy_filters')
    return policy
  }

  private async tellBucket(bucket: string, span: Span): Promise<void> {
    const server = this.context.server()
    await this.make(server, bucket)
    try {
      await server.heartbeat(bucket, span)
    } catch (error) {
      if (!(error instanceof NoBucketError)) throw error
      this.made = null
      await this.make(server, bucket)
      await this.insist(server, bucket, span)
    }
  }

  private async insist(server: Server, bucket: string, span: Span): Promise<void> {
    try {
      await server.heartbeat(bucket, span)
    } catch (error) {
      throw error instanceof NoBucketError ? new ServerError('stranger', `no bucket ${bucket}`) : error
    }
  }

  private async make(server: Server, bucket: string): Promise<void> {
    const name = `${server.address} ${bucket}`
    if (this.made === name) return
    await server.ensureBucket(bucket, this.context.hostname())
    this.made = name
  }
}
