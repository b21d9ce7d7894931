/** What the source of a bucket says of itself, in words: how it senses, when it last looked, and its end. */

import { useI18n } from 'vue-i18n'

import type { HeardSource } from '@/domain/health/heard'
import { formatDateTime } from '@/domain/time/format'
import { useSettings } from '@/stores/settings'

export function useSaid() {
  const { t } = useI18n()
  const settings = useSettings()

  return ({ state, backend, sensed, reason }: HeardSource): string => {
    const looked =
      sensed && t('raw.source.sensed', { time: formatDateTime(Date.parse(sensed), settings.place) })
    const end = state === 'ended' && (reason === 'stopped' || !reason ? t('raw.source.stopped') : reason)
    return [backend, looked, end].filter(Boolean).join(' · ')
  }
}
