/** What may be recorded: the user's patterns, incognito windows, and the server's rules, in one place. */

import { AddressFilter } from '@/domain/addresses'
import type { PrivacyRules } from '@/domain/rules'
import type { Settings } from '@/domain/settings'
import type { TabData } from '@/domain/tab'

/** Asked when a tab is seen, before anything is kept, and again before anything leaves. */
export class Policy {
  private readonly addresses: AddressFilter

  constructor(
    private readonly settings: Settings,
    private readonly rules: PrivacyRules,
    private readonly bucket: string,
  ) {
    this.addresses = new AddressFilter(settings.include, settings.exclude)
  }

  /** The data as they may be kept and sent; null where they may not be. */
  admit(data: TabData): TabData | null {
    if (data.incognito && !this.settings.recordIncognito) return null
    return this.addresses.allows(data.url) ? this.rules.apply(data, this.bucket) : null
  }
}
