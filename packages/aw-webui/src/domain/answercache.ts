/** Answers about the past hold until something is changed by hand; answers about today only for moments. */

/** How long an answer about a time that is not over is used again, in milliseconds. */
const FRESH = 15_000

/** How long one about the past is: a watcher that was cut off may still report it. */
const SETTLED = 300_000

const MOST = 60

interface Entry<Value> {
  answer: Promise<Value>
  until: number
}

export class AnswerCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /**
   * The remembered answer of a question, or what `ask` gives. One that fails is not remembered.
   *
   * @param end the end of the time that is asked about, milliseconds since 1970.
   */
  get(key: string, end: number, ask: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key)
    if (known && known.until > this.#now()) {
      this.#touch(key, known)
      return known.answer
    }
    const answer = ask()
    this.#touch(key, { answer, until: this.#now() + (end <= this.#now() ? SETTLED : FRESH) })
    answer.catch(() => {
      if (this.#entries.get(key)?.answer === answer) this.#entries.delete(key)
    })
    return answer
  }

  clear(): void {
    this.#entries.clear()
  }

  /** Put it last; the one that was not asked for longest goes. */
  #touch(key: string, entry: Entry<Value>): void {
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > MOST && oldest !== undefined) this.#entries.delete(oldest)
  }
}
