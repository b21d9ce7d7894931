/** The one timer of the background. */

let timer: ReturnType<typeof setTimeout> | undefined

/** Do something after some milliseconds, in place of what was to be done so before. */
export function later(wait: number, job: () => void): void {
  clearTimeout(timer)
  timer = setTimeout(job, wait)
}
