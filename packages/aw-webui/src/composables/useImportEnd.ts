/** What is done once an import is over, on whichever page: what is on screen is asked anew, and the result is told. */

import { storeToRefs } from 'pinia'
import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'

import { useImportFailure } from '@/composables/useImportFailure'
import { forgetAnswers } from '@/composables/useQuery'
import { useBuckets } from '@/stores/buckets'
import { useImporting } from '@/stores/importing'
import { useNotices } from '@/stores/notices'

export function useImportEnd() {
  const { t } = useI18n()
  const route = useRoute()
  const buckets = useBuckets()
  const notices = useNotices()
  const { file, added, error, result } = storeToRefs(useImporting())
  const { importFailure } = useImportFailure()

  /** Raw data says it itself. */
  function tell(): void {
    if (route.name === 'raw') return
    if (result.value) notices.show(t('raw.import.done', { count: added.value }))
    if (error.value) notices.show(importFailure(error.value), { kind: 'failed' })
  }

  watch(file, (running, before) => {
    if (running || !before) return
    // Even a failed one may have stored a part.
    forgetAnswers()
    void buckets.load().catch((failure: unknown) => result.value && notices.fail(failure))
    tell()
  })
}
