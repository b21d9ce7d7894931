/**
 * The pause of the server. What a person asks for is told with the moment they did, so it counts from then, and until
 * they ask for something else, also where a server that hung hears of it late.
 */

import { ApiError } from '@/api/error'
import { request } from '@/api/http'
import type { NewPause, ServerPause } from '@/domain/pause/pause'

/** By the server's clock that moment is still to come, or something else was asked for since. */
const REFUSED = [400, 409]

export function getPause(): Promise<ServerPause> {
  return request('pause')
}

/** Pause, or change until when it is paused; answers how it is then. */
export async function beginPause(wanted: NewPause): Promise<ServerPause> {
  const body = { ...wanted, since: new Date().toISOString() }
  const pause = await unlessRefused(request<ServerPause>('pause', { method: 'POST', body }))
  return pause?.paused ? pause : request('pause', { method: 'POST', body: wanted })
}

/** Resume; answers how it is then. */
export async function endPause(): Promise<ServerPause> {
  const params = { at: new Date().toISOString() }
  const pause = await unlessRefused(request<ServerPause>('pause', { method: 'DELETE', params }))
  return pause?.paused === false ? pause : request('pause', { method: 'DELETE' })
}

async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ApiError && REFUSED.includes(error.status)) return null
    throw error
  }
}
