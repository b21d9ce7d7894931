/** One after the other: what is asked to run waits for all that was asked before. */

export class Serial {
  private last: Promise<unknown> = Promise.resolve()

  run<Result>(job: () => Promise<Result>): Promise<Result> {
    const done = this.last.then(job)
    this.last = done.catch(() => undefined)
    return done
  }
}
