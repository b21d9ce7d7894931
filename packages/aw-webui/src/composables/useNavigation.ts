/** What a new page means for who cannot see it appear: the title of the tab, and where the focus is. */

import { nextTick, watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'

import { PAGES } from '@/domain/pages'

/** @param content gives the element that pages are shown in. */
export function useNavigation(content: () => HTMLElement | null): void {
  const route = useRoute()
  const router = useRouter()
  const { t } = useI18n()

  watchEffect(() => {
    const name = t('common.name')
    const page = titleKey(String(route.name ?? ''))
    document.title = page ? `${page.of ? `${page.of} – ` : ''}${t(page.key)} – ${name}` : name
  })

  function titleKey(name: string): { key: string; of?: string } | null {
    if (name === 'bucket') return { key: 'common.nav.raw', of: String(route.params['id']) }
    return PAGES.some((page) => page.name === name) ? { key: `common.nav.${name}` } : null
  }

  router.afterEach(async (to, from, failure) => {
    const isSamePage = to.name === from.name
    if (failure || isSamePage || from.name === undefined) return
    await nextTick()
    focusHeading(content())
  })
}

/** The page's heading takes the focus, unless the page has already given it to a field. */
function focusHeading(content: HTMLElement | null): void {
  const active = document.activeElement
  if (!content || (active && active !== content && content.contains(active))) return
  const heading = content.querySelector('h1') ?? content
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
  window.scrollTo(0, 0)
}
