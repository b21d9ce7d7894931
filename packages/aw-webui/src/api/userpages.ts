/** The person's own pages, which the server keeps beside the API. */

import { ApiError, errorOf, headers } from '@/api/http'

/** The names of the pages below `/pages/`. */
export async function getPageNames(): Promise<string[]> {
  const response = await fetch('/pages/', { headers: headers() }).catch((error: unknown) => {
    throw new ApiError(error instanceof Error ? error.message : String(error), 0)
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw errorOf(response, body)
  return Array.isArray(body) ? body.filter((name) => typeof name === 'string') : []
}
