/** The background from its start on, which may fail. */

import { attempt } from '@/background/attempt'
import { Background, type Browser } from '@/background/background'

export class Life {
  private starting: Promise<Background> | null = null

  constructor(private readonly browser: Browser) {}

  /** Have the background do something. If it cannot start, it is tried again with the next event, and marked meanwhile. */
  have(job: (background: Background) => Promise<void>): Promise<void> {
    this.starting ??= Background.start(this.browser)
    return this.starting.then(job, async (error: unknown) => {
      this.starting = null
      console.error('aw-watcher-web:', error)
      await attempt(() => this.browser.noteFault(String(error)))
      await attempt(() => this.browser.showBadge({ kind: 'failing', trouble: 'storage' }, true))
    })
  }
}
