import { expect, it, vi } from 'vitest'

import { Queue } from '@/background/queue'
import { Recorder } from '@/background/recorder'
import { Sender, type SenderContext } from '@/background/sender'
import { Store } from '@/background/store'
import { Policy } from '@/domain/policy'
import { PrivacyRules } from '@/domain/rules'
import { DEFAULTS } from '@/domain/settings'
import { Server } from '@/server/api'

import { FakeArea, FakeServer, seen } from './fakes'

const BUCKET = 'aw-watcher-web-chrome_laptop'

const CONTEXT: SenderContext = {
  server: () => new Server(DEFAULTS),
  bucket: () => BUCKET,
  hostname: () => 'laptop',
  policy: () => new Policy(DEFAULTS, PrivacyRules.read(null), BUCKET),
  whyIdle: () => null,
  version: '1.2',
  mayReach: () => Promise.resolve(true),
  later: () => undefined,
}

/** A sender that knows the server, and has nothing to send. */
async function idle(): Promise<{ server: FakeServer; queue: Queue; sender: Sender }> {
  const server = new FakeServer()
  vi.stubGlobal('fetch', server.fetch)
  const store = await Store.open(new FakeArea())
  const queue = new Queue(store)
  const recorder = new Recorder(
    store,
    queue,
    () => Promise.resolve(null),
    () => null,
  )
  const sender = new Sender(store, queue, recorder, CONTEXT, () => 1_000_000)
  await sender.send()
  return { server, queue, sender }
}

it('sends what a call is about at whatever moment of the one before that call comes', async () => {
  let isOver = false
  for (let turns = 0; !isOver; turns += 1) {
    const { server, queue, sender } = await idle()
    let hasEnded = false
    const running = sender.send().then(() => (hasEnded = true))
    // Without anything to send, this is over after some turns.
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    isOver = hasEnded
    void queue.add({ start: 0, end: 1_000, data: seen('a').data })
    await sender.send()
    expect(server.events, `after ${String(turns)} turns`).toHaveLength(1)
    await running
  }
})
