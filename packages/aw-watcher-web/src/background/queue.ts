/** Spans that wait for the server, oldest first, each under a key of its own so that a long queue costs no more to write. */

import type { Store } from '@/background/store'
import type { Memory } from '@/browser/memory'
import type { Span } from '@/domain/spans'

/** How many spans wait at most: two weeks of browsing, and about half of the 10 MB that Chromium gives an extension. */
export const LONGEST_QUEUE = 10_000

const PREFIX = 'span '

/** What browsers say where the extension has used up its room, and not when the disk is full or broken. */
const NO_ROOM = /quota/i

export class Queue {
  constructor(
    private readonly store: Store,
    private readonly longest = LONGEST_QUEUE,
  ) {}

  get length(): number {
    const { first, next } = this.store.now.queue
    return next - first
  }

  /**
   * Add a span, together with other changes to the memory; where the browser gives no more room the oldest go.
   *
   * What cannot be written all the same waits in the store, as long as the worker lives.
   */
  async add(span: Span, changes: Partial<Memory> = {}): Promise<void> {
    const number = this.store.now.queue.next
    const queue = { ...this.store.now.queue, next: number + 1 }
    const isWritten = await this.store.write({ ...changes, queue }, { [key(number)]: span })
    if (!isWritten && NO_ROOM.test(this.store.fault ?? '')) await this.makeRoom(number)
    if (this.length > this.longest) await this.lose(this.length - this.longest)
  }

  /** The oldest with its number; null where none waits. */
  async oldest(): Promise<[number, Span] | null> {
    while (this.length > 0) {
      const number = this.store.now.queue.first
      const found = await this.store.read(key(number))
      if (found !== undefined) return [number, found as Span]
      await this.remove(number)
    }
    return null
  }

  /** Forget the oldest, if it is still that one; the span itself first, so that none is left behind whenever this ends. */
  async remove(number: number, isRefused = false): Promise<void> {
    await this.store.remove([key(number)])
    const { queue } = this.store.now
    if (queue.first !== number) return
    const refused = queue.refused + (isRefused ? 1 : 0)
    await this.store.write({ queue: { ...queue, first: number + 1, refused } })
  }

  /** Remove spans that are in no queue any more; only while none waits, as then there is little to read. */
  async tidy(): Promise<void> {
    if (this.length === 0) await this.store.sweep((name) => name.startsWith(PREFIX))
  }

  /** Lose some of those before a number, which had very long addresses; if the oldest is not on disk that gives no room. */
  private async makeRoom(number: number): Promise<void> {
    const { first } = this.store.now.queue
    if (first >= number || this.store.isHeld(key(first))) return
    await this.lose(Math.ceil((number - first) / 10))
    await this.store.catchUp()
  }

  private async lose(count: number): Promise<void> {
    const { first } = this.store.now.queue
    await this.store.remove(Array.from({ length: count }, (_, index) => key(first + index)))
    const { queue } = this.store.now
    const marks = { first: Math.max(queue.first, first + count), lost: queue.lost + count }
    await this.store.write({ queue: { ...queue, ...marks } })
  }
}

function key(number: number): string {
  return `${PREFIX}${String(number)}`
}
