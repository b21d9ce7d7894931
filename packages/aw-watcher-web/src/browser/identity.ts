/** What the browser tells of itself. */

import { detectBrowser, type Traits } from '@/domain/browsers'

interface BrandedNavigator {
  userAgentData?: { brands: { brand: string }[] }
}

interface MozillaRuntime {
  getBrowserInfo?: () => Promise<{ name: string }>
}

/** The name of this browser, as buckets have it. */
export async function thisBrowser(): Promise<string> {
  return detectBrowser(await traits())
}

async function traits(): Promise<Traits> {
  const [runtime, branded] = [chrome.runtime as MozillaRuntime, navigator as BrandedNavigator]
  const tabs = await chrome.tabs.query({})
  return {
    brands: (branded.userAgentData?.brands ?? []).map(({ brand }) => brand),
    userAgent: navigator.userAgent,
    product: (await runtime.getBrowserInfo?.())?.name ?? null,
    isVivaldi: tabs.some((tab) => 'vivExtData' in tab),
  }
}
