/** Tasks of the same name one after the other, those of different names side by side. */

export class Turns {
  /** For each name with tasks that are not over: how many, and the last of them. */
  private readonly waiting = new Map<string, { count: number; last: Promise<unknown> }>()

  countOf(name: string): number {
    return this.waiting.get(name)?.count ?? 0
  }

  /** Do it once all earlier tasks of that name are over, whether or not they worked. */
  take<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
    const { count, last } = this.waiting.get(name) ?? { count: 0, last: Promise.resolve() }
    const done = last.then(task, task).finally(() => this.leave(name))
    this.waiting.set(name, { count: count + 1, last: done })
    return done
  }

  private leave(name: string): void {
    const own = this.waiting.get(name)
    if (!own) return
    own.count -= 1
    if (!own.count) this.waiting.delete(name)
  }
}
