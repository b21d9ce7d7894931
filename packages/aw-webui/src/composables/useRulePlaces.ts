/** What trying a rule's pattern shows, without the page ever waiting for it. */

import type { MaybeRefOrGetter } from 'vue'

import { type Answer, useAnswer } from '@/composables/useAnswer'
import type { Rule } from '@/domain/categories/category'
import type { RulePlaces } from '@/domain/categories/hints'
import type { AwEvent } from '@/domain/events/event'

export interface PlacesQuestion {
  rule: Rule
  titles: readonly AwEvent[]
}

/** A pattern that needs longer than this is one of those that may never end; in milliseconds. */
const LIMIT = 1000

/** `slow`: the pattern took too long and was stopped. */
export function useRulePlaces(
  question: MaybeRefOrGetter<PlacesQuestion | null>,
): Answer<RulePlaces | 'slow'> {
  return useAnswer(question, tried)
}

function tried(question: PlacesQuestion, signal: AbortSignal): Promise<RulePlaces | 'slow'> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('ruleplaces.worker.ts', import.meta.url), { type: 'module' })
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = () => {
      clearTimeout(timer)
      worker.terminate()
    }
    worker.onmessage = ({ data }: MessageEvent<RulePlaces | null>) => {
      if (data) {
        end()
        resolve(data)
        return
      }
      timer = setTimeout(() => {
        end()
        resolve('slow')
      }, LIMIT)
      // A copy: what Vue watches cannot be sent.
      worker.postMessage(JSON.parse(JSON.stringify(question)))
    }
    worker.onerror = () => {
      end()
      reject(new Error('The thread did not start'))
    }
    signal.addEventListener('abort', () => {
      end()
      reject(new DOMException('Aborted', 'AbortError'))
    })
  })
}
