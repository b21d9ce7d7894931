/** What the browser tells of itself. */

import { detectBrowser, type Traits } from '@/domain/browsers'

interface BrandedNavigator {
  userAgentData?: { brands: { brand: string }[] }
}

interface MozillaRuntime {
  getBrowserInfo?: () => Promise<{ name: string }>
}

/** Which browser this is. */
export interface Identity {
  /** Its name, as buckets have it. */
  browser: string
  /** Not while there is no tab: only they tell Vivaldi from Chrome. */
  isSure: boolean
}

export async function thisBrowser(): Promise<Identity> {
  const [runtime, branded] = [chrome.runtime as MozillaRuntime, navigator as BrandedNavigator]
  const tabs = await chrome.tabs.query({})
  const traits: Traits = {
    brands: (branded.userAgentData?.brands ?? []).map(({ brand }) => brand),
    userAgent: navigator.userAgent,
    product: (await runtime.getBrowserInfo?.())?.name ?? null,
    isVivaldi: tabs.some((tab) => 'vivExtData' in tab),
  }
  return { browser: detectBrowser(traits), isSure: traits.product !== null || tabs.length > 0 }
}
