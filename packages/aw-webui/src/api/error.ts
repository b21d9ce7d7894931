/** What goes wrong between the pages and the server. */

/** What the server, or the way to it, answered instead of what was asked for. */
export class ApiError extends Error {
  override name = 'ApiError'

  /**
   * @param status of HTTP; 0 if the server did not answer at all.
   * @param body what came, if it was JSON.
   */
  constructor(
    message: string,
    readonly status: number,
    readonly body: unknown = null,
  ) {
    super(message)
  }
}

/** An error in a query, with how many characters (code points) of its text stand before it; null if it is nowhere. */
export class QueryError extends ApiError {
  override name = 'QueryError'

  constructor(
    message: string,
    status: number,
    body: unknown,
    readonly position: number | null,
  ) {
    super(message, status, body)
  }
}
