/** Tries the pattern of a rule in a thread of its own: one that takes for ever must not stop the page. */

import { placesOf } from '@/domain/categories/hints'
import type { PlacesQuestion } from '@/composables/useRulePlaces'

addEventListener('message', ({ data }: MessageEvent<PlacesQuestion>) => {
  postMessage(placesOf(data.rule, data.titles))
})
// It is there: the time counts from now.
postMessage(null)
