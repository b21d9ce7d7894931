import { describe, expect, it } from 'vitest'

import { Queue } from '@/domain/timeline/queue'

/** A queue whose work is done when the test says so. */
function setUp(atOnce: number) {
  const started: string[] = []
  const ended: string[] = []
  const doors = new Map<string, () => void>()
  const sizes: number[] = []
  const queue = new Queue<{ key: string }>(
    ({ key }, signal) => {
      started.push(key)
      return new Promise((resolve, reject) => {
        doors.set(key, resolve)
        signal.addEventListener('abort', () => {
          ended.push(key)
          reject(signal.reason as Error)
        })
      })
    },
    atOnce,
    () => sizes.push(queue.size),
  )
  const finish = async (key: string) => {
    doors.get(key)?.()
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { queue, started, ended, sizes, finish, doors }
}

const items = (...keys: string[]) => keys.map((key) => ({ key }))

describe('wanted work', () => {
  it('is done in order, a few at a time', async () => {
    const { queue, started, finish } = setUp(2)
    queue.want(items('a', 'b', 'c'))
    expect(started).toEqual(['a', 'b'])
    await finish('b')
    expect(started).toEqual(['a', 'b', 'c'])
    expect(queue.size).toBe(2)
  })

  it('is counted until it is done, also if much of it is done at once', async () => {
    const { queue, sizes, doors } = setUp(3)
    queue.want(items('a', 'b', 'c'))
    for (const open of doors.values()) open()
    await new Promise((resolve) => setTimeout(resolve))
    expect(sizes).toEqual([2, 1, 0])
  })

  it('goes on when it is wanted again, and is not done twice', () => {
    const { queue, started, ended } = setUp(2)
    queue.want(items('a', 'b'))
    queue.want(items('b', 'a'))
    expect([started, ended]).toEqual([['a', 'b'], []])
  })

  it('is ended when it is no longer wanted, and makes room', () => {
    const { queue, started, ended } = setUp(1)
    queue.want(items('a'))
    queue.want(items('b'))
    expect([started, ended]).toEqual([['a', 'b'], ['a']])
  })

  it('that is out of date is ended, nothing takes its place, and it begins anew when it is wanted again', async () => {
    const { queue, started, ended, finish } = setUp(2)
    queue.want(items('a', 'b', 'c'))
    queue.end(({ key }) => key === 'b')
    expect([started, ended, queue.size]).toEqual([['a', 'b'], ['b'], 2])
    queue.want(items('b', 'a', 'c'))
    expect(started).toEqual(['a', 'b', 'b'])
    await finish('a')
    expect(started).toEqual(['a', 'b', 'b', 'c'])
  })

  it('that was ended and is wanted once more begins anew', async () => {
    const { queue, started, finish } = setUp(1)
    queue.want(items('a'))
    queue.want([])
    queue.want(items('a'))
    await finish('a')
    expect(started).toEqual(['a', 'a'])
    expect(queue.size).toBe(0)
  })
})
