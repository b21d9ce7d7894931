/** The timeline's lanes, and which of them the person wants to see; kept on the server. */

import { computed } from 'vue'

import { recordOf } from '@/domain/settings/shared'
import { extentOf, type Lane, lanesOf } from '@/domain/timeline/lanes'
import { useBuckets } from '@/stores/buckets'
import { useNotices } from '@/stores/notices'
import { useSettings } from '@/stores/settings'

/** The setting's name, and what is in it. */
const SETTING = 'timelineView'

interface TimelineChoice {
  /** Lanes are kept by what is hidden, so that new sources show up. */
  hidden: readonly string[]
  /** Events shorter than so many seconds are left out. */
  shortest: number
}

export function useTimelineLanes() {
  const buckets = useBuckets()
  const settings = useSettings()
  const notices = useNotices()

  const all = computed(() => lanesOf(buckets.askable, buckets.devices))
  const extent = computed(() => extentOf(all.value))
  const choice = computed(() => readChoice(settings.stored[SETTING]))
  const shown = computed(() => all.value.filter(({ id }) => !choice.value.hidden.includes(id)))

  function save(change: (kept: TimelineChoice) => Partial<TimelineChoice>): void {
    settings
      .update(SETTING, (stored) => ({ ...recordOf(stored), ...change(readChoice(stored)) }))
      .catch(notices.fail)
  }
  function setShown(lanes: readonly Lane[], isShown: boolean): void {
    const ids = lanes.map(({ id }) => id)
    save(({ hidden }) => {
      const others = hidden.filter((id) => !ids.includes(id))
      return { hidden: isShown ? others : [...others, ...ids] }
    })
  }
  function setShortest(seconds: number): void {
    save(() => ({ shortest: seconds }))
  }
  return { all, shown, extent, shortest: computed(() => choice.value.shortest), setShown, setShortest }
}

function readChoice(stored: unknown): TimelineChoice {
  const { hidden, shortest } = recordOf(stored)
  return {
    hidden: Array.isArray(hidden) ? hidden.filter((id) => typeof id === 'string') : [],
    shortest: typeof shortest === 'number' && shortest >= 0 ? shortest : 0,
  }
}
