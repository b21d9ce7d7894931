/** Requests that the server has not answered yet: since when, and a way to end them. */

import { ApiError } from '@/api/error'

/** After so long the server is taken not to answer a request any more, in milliseconds. */
const LIMIT = 120_000

interface Waiting {
  since: number
  end: (why: ApiError) => void
}
const waiting = new Set<Waiting>()

/** What comes of `run`, unless that takes too long or somebody ends it. */
export async function limited<Value>(
  run: (signal: AbortSignal) => Promise<Value>,
  { signal, isAsking }: { signal?: AbortSignal | undefined; isAsking: boolean },
): Promise<Value> {
  const controller = new AbortController()
  let why: ApiError | null = null
  function end(error: ApiError | null): void {
    why = error
    controller.abort()
  }
  const request: Waiting = { since: Date.now(), end }
  const passOn = () => end(null)
  const limit = setTimeout(() => end(new ApiError('no answer in time', TIMED_OUT)), LIMIT)
  if (signal?.aborted) passOn()
  signal?.addEventListener('abort', passOn, { once: true })
  // What changes something is not given up half way.
  if (isAsking) waiting.add(request)
  try {
    return await run(controller.signal)
  } catch (error) {
    throw why ?? error
  } finally {
    clearTimeout(limit)
    signal?.removeEventListener('abort', passOn)
    waiting.delete(request)
  }
}

/** Since when the longest running question waits, milliseconds since 1970; null if none does. */
export function waitingSince(): number | null {
  return waiting.size ? Math.min(...[...waiting].map(({ since }) => since)) : null
}

/** End the questions that have been waiting for so long, in milliseconds: their pages say so and offer to ask again. */
export function stopWaiting(longerThan: number): void {
  const before = Date.now() - longerThan
  for (const request of [...waiting]) {
    if (request.since > before) continue
    waiting.delete(request)
    request.end(new ApiError('stopped', STOPPED))
  }
}

/** Statuses for what HTTP has none of: as a server and nginx would say it. */
export const TIMED_OUT = 408
export const STOPPED = 499
