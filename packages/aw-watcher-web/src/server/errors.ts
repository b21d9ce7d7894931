/** How calls of the server fail. */

import type { Trouble } from '@/domain/trouble'

/** The server could not be used; what was to be sent waits. */
export class ServerError extends Error {
  constructor(
    readonly trouble: Trouble,
    message: string,
  ) {
    super(message)
  }
}

/** The bucket is not there. */
export class NoBucketError extends Error {}

/** The server will never take this; it makes no sense to send it again. */
export class RefusedError extends Error {}
