/** `g` and then a letter goes to a page; `/` to the search. */

import { useRouter } from 'vue-router'

import { useKeys } from '@/composables/useKeys'
import { PAGES } from '@/domain/pages'

/** How long the second key may take, in milliseconds. */
const PAUSE = 1500

export function useGoKeys(): void {
  const router = useRouter()
  let pressedAt = -Infinity
  const go = (letter: string) => (event: KeyboardEvent) => {
    if (event.timeStamp - pressedAt > PAUSE) return false
    const page = PAGES.find((one) => one.letter === letter)
    if (page) void router.push(page.to)
    pressedAt = -Infinity
    return true
  }
  useKeys({
    ...Object.fromEntries(PAGES.map(({ letter }) => [letter, go(letter)])),
    g: ({ timeStamp }) => (pressedAt = timeStamp),
    '/': () => void router.push('/search'),
  })
}
