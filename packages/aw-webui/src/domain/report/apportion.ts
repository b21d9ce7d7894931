/** Whole units shared out by weight, so that the shares add up to the whole. */

/**
 * The shares of a whole, each at most one unit off its exact share; who is due most of a unit gets it.
 *
 * @param whole a whole number, not negative.
 * @param weights not negative; if all are zero the first gets the whole.
 */
export function apportion(whole: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (sum <= 0) return weights.map((_, index) => (index ? 0 : whole))
  const exact = weights.map((weight) => (whole * weight) / sum)
  const shares = exact.map(Math.floor)
  const left = whole - shares.reduce((total, share) => total + share, 0)
  const byRest = exact
    .map((share, index) => ({ index, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (const { index } of byRest.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1
  return shares
}
