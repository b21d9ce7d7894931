/** Parts of pages that come in files of their own, and what is done where one does not come. */

import { type Component, defineAsyncComponent } from 'vue'

import PartMissing from '@/components/base/PartMissing.vue'
import { reloadOnce } from '@/composables/useFreshPages'

/** How often it is tried again, and how long after the first try; then longer each time, in milliseconds. */
const TRIES = 3
const PAUSE = 1000

/** @param waiting stands in its place until it is there. */
export function fetchedPart<Part extends Component>(
  load: () => Promise<{ default: Part }>,
  waiting?: Component,
): Part {
  return defineAsyncComponent<Part>({
    loader: load,
    ...(waiting && { loadingComponent: waiting, delay: 0 }),
    errorComponent: PartMissing,
    onError(_, retry, fail, attempts) {
      if (attempts <= TRIES) {
        setTimeout(retry, attempts * PAUSE)
        return
      }
      fail()
      void reloadOnce()
    },
  })
}
