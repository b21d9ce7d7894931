import { expect, test } from 'vitest'

import { Turns } from '@/domain/turns'

const wait = (time: number) => new Promise((resolve) => setTimeout(resolve, time))

test('tasks of a name follow one another, also after one that failed; other names do not wait', async () => {
  const turns = new Turns()
  const done: string[] = []
  const slow = turns.take('a', async () => {
    await wait(20)
    done.push('slow')
    throw new Error('no')
  })
  const next = turns.take('a', () => Promise.resolve(done.push('next')))
  const other = turns.take('b', () => Promise.resolve(done.push('other')))
  expect([turns.countOf('a'), turns.countOf('b'), turns.countOf('c')]).toEqual([2, 1, 0])
  await expect(slow).rejects.toThrow('no')
  await Promise.all([next, other])
  expect(done).toEqual(['other', 'slow', 'next'])
  expect(turns.countOf('a')).toBe(0)
})
