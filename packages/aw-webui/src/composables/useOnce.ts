/** Lets nothing happen twice that was asked for once. */

/** What follows sooner is the second half of a double click, in milliseconds. */
const DOUBLE_CLICK = 400

export function useOnce() {
  const underWay = new Set<string>()
  const last = new Map<string, number>()

  /**
   * Whether it was done and worked.
   *
   * @param key nothing with the same key is done meanwhile, nor right after it began.
   */
  async function once(key: string, action: () => Promise<boolean>): Promise<boolean> {
    const now = performance.now()
    if (underWay.has(key) || now - (last.get(key) ?? -Infinity) < DOUBLE_CLICK) return false
    last.set(key, now)
    underWay.add(key)
    try {
      return await action()
    } finally {
      underWay.delete(key)
    }
  }
  return { once }
}
