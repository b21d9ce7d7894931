/** Spans that wait for the server, oldest first, each under a key of its own so that a long queue costs no more to write. */

import type { Store } from '@/background/store'
import type { Memory } from '@/browser/memory'
import type { Span } from '@/domain/spans'

/** How many spans wait at most: two weeks of browsing, and about half of the 10 MB that Chromium gives an extension. */
export const LONGEST_QUEUE = 10_000

export class Queue {
  constructor(
    private readonly store: Store,
    private readonly longest = LONGEST_QUEUE,
  ) {}

  get length(): number {
    const { first, next } = this.store.now.queue
    return next - first
  }

  /** Add a span, together with other changes to the memory; where there is no room the oldest go. */
  async add(span: Span, changes: Partial<Memory> = {}): Promise<void> {
    const number = this.store.now.queue.next
    const added = { ...changes, queue: { ...this.store.now.queue, next: number + 1 } }
    try {
      await this.store.write(added, { [key(number)]: span })
    } catch {
      // The browser gives no more room: pages with very long addresses.
      await this.lose(Math.ceil(this.length / 10))
      await this.store.write({ ...changes, queue: this.store.now.queue }, { [key(number)]: span })
    }
    if (this.length > this.longest) await this.lose(this.length - this.longest)
  }

  /** The oldest with its number; null where none waits. */
  async oldest(): Promise<[number, Span] | null> {
    while (this.length > 0) {
      const number = this.store.now.queue.first
      const found = (await this.store.area.get(key(number)))[key(number)]
      if (found !== undefined) return [number, found as Span]
      await this.remove(number)
    }
    return null
  }

  /** Forget the oldest, if it is still that one; the span itself first, so that none is left behind whenever this ends. */
  async remove(number: number, isRefused = false): Promise<void> {
    await this.store.area.remove(key(number))
    const { queue } = this.store.now
    if (queue.first !== number) return
    const refused = queue.refused + (isRefused ? 1 : 0)
    await this.store.write({ queue: { ...queue, first: number + 1, refused } })
  }

  private async lose(count: number): Promise<void> {
    const { first } = this.store.now.queue
    await this.store.area.remove(Array.from({ length: count }, (_, index) => key(first + index)))
    const { queue } = this.store.now
    const marks = { first: Math.max(queue.first, first + count), lost: queue.lost + count }
    await this.store.write({ queue: { ...queue, ...marks } })
  }
}

function key(number: number): string {
  return `span ${String(number)}`
}
