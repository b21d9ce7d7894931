/** What is said of an import that failed. */

import { useI18n } from 'vue-i18n'

import { ApiError } from '@/api'
import { useFailureText } from '@/composables/useFailureText'

export function useImportFailure() {
  const { t } = useI18n()
  const { knownReason } = useFailureText()

  /** Only what the server refused is surely not stored; where it fails, or is lost, it may be in the middle. */
  function importFailure(error: Error): string {
    const status = error instanceof ApiError ? error.status : 0
    const isRefused = status >= 400 && status < 500
    return t(isRefused ? 'raw.import.failed' : 'raw.import.unknown', {
      message: knownReason(error) ?? error.message,
    })
  }
  return { importFailure }
}
