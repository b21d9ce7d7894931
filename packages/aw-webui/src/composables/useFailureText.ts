/** What is said of something that went wrong: in the person's language where the way to the server is to blame. */

import { useI18n } from 'vue-i18n'

import { ApiError, STOPPED, TIMED_OUT } from '@/api'

/** By status: what HTTP says, and what has no words of the server. */
const REASONS: Readonly<Record<number, string>> = {
  0: 'unreachable',
  401: 'refused',
  [TIMED_OUT]: 'timedOut',
  [STOPPED]: 'stopped',
}

export function useFailureText() {
  const { t } = useI18n()

  /** The reason alone, where it is known. */
  function knownReason(error: unknown): string | null {
    const reason = error instanceof ApiError ? REASONS[error.status] : undefined
    return reason ? t(`common.state.${reason}`) : null
  }
  /** A sentence. */
  function failureText(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error)
    return knownReason(error) ?? t('common.state.failed', { message })
  }
  return { knownReason, failureText }
}
