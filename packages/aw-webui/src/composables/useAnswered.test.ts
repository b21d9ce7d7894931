import { describe, expect, it } from 'vitest'
import { computed, effectScope, shallowRef } from 'vue'

import { useAnswered } from '@/composables/useAnswered'

describe('useAnswered', () => {
  it('keeps what was asked until the next answer is there', () => {
    const question = shallowRef('October')
    const answer = shallowRef<number>()
    const scope = effectScope()
    const answered = scope.run(() =>
      useAnswered(
        computed(() => answer.value),
        question,
      ),
    )
    expect(answered?.value).toBeNull()
    answer.value = 10
    expect(answered?.value).toEqual({ value: 10, asked: 'October' })
    question.value = 'November'
    expect(answered?.value).toEqual({ value: 10, asked: 'October' })
    answer.value = 11
    expect(answered?.value).toEqual({ value: 11, asked: 'November' })
    scope.stop()
  })
})
