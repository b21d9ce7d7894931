/** A job that is asked for more often than it can be done. */

import { Serial } from '@/background/serial'

/** Does a job one time after the other; a time that has not begun stands for all who ask meanwhile. */
export class Shared {
  private readonly serial = new Serial()
  private waiting: Promise<void> | null = null

  constructor(private readonly job: () => Promise<void>) {}

  /** Have the job done, from a beginning that is yet to come to its end. */
  run(): Promise<void> {
    this.waiting ??= this.serial.run(() => {
      this.waiting = null
      return this.job()
    })
    return this.waiting
  }
}
