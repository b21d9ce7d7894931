/** Work that is wanted now: the first in the list first, a few at a time, and ended when it is no longer wanted. */

export interface Job {
  key: string
}

export class Queue<Item extends Job> {
  readonly #underWay = new Map<string, AbortController>()
  readonly #run: (item: Item, signal: AbortSignal) => Promise<void>
  readonly #atOnce: number
  readonly #finished: () => void
  #wanted: readonly Item[] = []

  /**
   * @param run does the work; it may fail only because it was ended.
   * @param finished called whenever there is less to be done, as something was.
   */
  constructor(
    run: (item: Item, signal: AbortSignal) => Promise<void>,
    atOnce: number,
    finished: () => void = () => undefined,
  ) {
    this.#run = run
    this.#atOnce = atOnce
    this.#finished = finished
  }

  /** How much is still to be done. */
  get size(): number {
    return this.#wanted.length
  }

  /** What is to be done from now on, the most urgent first; other work that is under way is ended. */
  want(items: readonly Item[]): void {
    this.#keep(items)
    this.#start()
  }

  /** End what is under way of the work that is meant: what it is about has changed. It begins anew once it is wanted. */
  end(isMeant: (item: Item) => boolean): void {
    this.#keep(this.#wanted.filter((item) => !isMeant(item)))
  }

  #keep(items: readonly Item[]): void {
    this.#wanted = items
    const keys = new Set(items.map(({ key }) => key))
    for (const [key, controller] of this.#underWay) {
      if (keys.has(key)) continue
      this.#underWay.delete(key)
      controller.abort()
    }
  }

  #start(): void {
    for (const item of this.#wanted) {
      if (this.#underWay.size >= this.#atOnce) return
      if (!this.#underWay.has(item.key)) void this.#do(item)
    }
  }

  async #do(item: Item): Promise<void> {
    const controller = new AbortController()
    this.#underWay.set(item.key, controller)
    try {
      await this.#run(item, controller.signal)
    } catch (error) {
      if (!controller.signal.aborted) throw error
    } finally {
      this.#finish(item, controller)
    }
  }

  #finish({ key }: Item, controller: AbortController): void {
    if (this.#underWay.get(key) !== controller) return
    this.#underWay.delete(key)
    this.#wanted = this.#wanted.filter((one) => one.key !== key)
    this.#finished()
    this.#start()
  }
}
