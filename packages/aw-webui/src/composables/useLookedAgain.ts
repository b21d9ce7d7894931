/** Notices that the page is looked at again: its tab or its window came to the front. */

import { useEventListener } from '@vueuse/core'

/** Do something then; once for each time, though browsers mostly tell of it twice, as of a tab and as of a window. */
export function useLookedAgain(act: () => void): void {
  let isAway = document.visibilityState === 'hidden' || !document.hasFocus()
  const leave = () => (isAway = true)
  const comeBack = () => {
    if (isAway) act()
    isAway = false
  }
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave()
    else comeBack()
  })
  useEventListener(window, 'blur', leave)
  useEventListener(window, 'focus', comeBack)
}
