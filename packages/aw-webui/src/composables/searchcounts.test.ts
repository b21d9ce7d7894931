import { beforeEach, expect, test, vi } from 'vitest'

import * as api from '@/api'
import { countsOf, countsQuestion } from '@/composables/searchcounts'
import { forgetAnswers } from '@/composables/useQuery'
import type { AwEvent } from '@/domain/events/event'
import { searchFromAddress } from '@/domain/search/search'

const ROWS = ['a', 'b', 'refused', 'd', 'e'].map((title): AwEvent => ({
  timestamp: '2025-06-10T10:00:00Z',
  duration: 1,
  data: { title },
}))
const SCOPE = { devices: [], manual: [], classes: [], filterClasses: [] }
const question = countsQuestion(SCOPE, searchFromAddress({ q: 'x' }), ROWS, [{ start: 0, end: 1 }])

let asked = 0
beforeEach(() => {
  asked = 0
  forgetAnswers()
})

/** A server that does not bear one of the titles. */
function answer(status: number) {
  vi.spyOn(api, 'runQuery').mockImplementation((query) => {
    asked += 1
    if (query.includes('refused')) return Promise.reject(new api.ApiError('too long', status))
    return Promise.resolve([[...query.matchAll(/count_events/g)].map(() => 7)])
  })
}

test.each([400, 413])('one row that cannot be counted takes no other one’s count (%d)', async (status) => {
  answer(status)
  expect(await countsOf(question)).toEqual([7, 7, null, 7, 7])
})

test('a server that fails is not asked again and again', async () => {
  answer(503)
  await expect(countsOf(question)).rejects.toThrow('too long')
  expect(asked).toBe(1)
})
