/** Notices which tab is in front, and makes spans of it. */

import type { Queue } from '@/background/queue'
import { Serial } from '@/background/serial'
import type { Store } from '@/background/store'
import { isPaused } from '@/domain/pause'
import type { Policy } from '@/domain/policy'
import { step } from '@/domain/spans'
import type { SeenTab } from '@/domain/tab'

/** Tells which tab is in front; null where there is none. Incognito tabs are counted only when asked for. */
export type ActiveTab = (withIncognito: boolean) => Promise<SeenTab | null>

export class Recorder {
  private readonly serial = new Serial()
  private lastLook: number | null = null

  /**
   * @param policy what may be recorded now; null where nobody can say, so nothing is.
   */
  constructor(
    private readonly store: Store,
    private readonly queue: Queue,
    private readonly activeTab: ActiveTab,
    private readonly policy: () => Policy | null,
    private readonly clock: () => number = Date.now,
  ) {}

  /** When it last looked, in this life of the worker; a pause is not looked at. */
  get looked(): number | null {
    return this.lastLook
  }

  /** Look at the tab in front, and remember what that means. */
  look(): Promise<void> {
    return this.serial.run(() => this.lookNow())
  }

  /** The server has the open span up to a moment, if it is still the one that began then. */
  sent(start: number, end: number): Promise<void> {
    return this.serial.run(async () => {
      const { open } = this.store.now
      if (open?.start === start) await this.store.write({ open: { ...open, sent: end } })
    })
  }

  /** The time is that of the look, however long it had to wait: what is seen then was perhaps not there before. */
  private async lookNow(): Promise<void> {
    const now = this.clock()
    const seen = await this.seen(now)
    const { open, closed } = step(this.store.now.open, seen, now)
    await (closed ? this.queue.add(closed, { open }) : this.store.write({ open }))
  }

  private async seen(now: number): Promise<SeenTab | null> {
    const { settings, pause, facts } = this.store.now
    if (isPaused(pause, now) || isPaused(facts?.pause ?? null, now)) return null
    const seen = await this.activeTab(settings.recordIncognito)
    this.lastLook = now
    const data = seen && (this.policy()?.admit(seen.data) ?? null)
    return seen && data && { ...seen, data }
  }
}
