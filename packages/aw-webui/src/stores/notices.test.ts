import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'

import { useNotices } from '@/stores/notices'

beforeEach(() => setActivePinia(createPinia()))

test('the same failure is told once, where it is newest', () => {
  const notices = useNotices()
  for (const text of ['gone', 'full', 'gone']) notices.fail(new Error(text))
  expect(notices.notices.map(({ text }) => text)).toEqual(['full', 'gone'])
})

test('what was done twice can be taken back twice', () => {
  const notices = useNotices()
  const undo = () => Promise.resolve()
  notices.show('Deleted', { undo })
  notices.show('Deleted', { undo })
  expect(notices.notices).toHaveLength(2)
})
