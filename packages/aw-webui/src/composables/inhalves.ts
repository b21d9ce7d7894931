/** Many things asked in one question; where the server refuses it, those to blame are found by ever smaller ones. */

/**
 * The outcomes of all items, in their order.
 *
 * @param ask for some of the items at once.
 * @param refusal the outcome of an item that is refused with this error even alone; undefined if the error refuses nothing, as
 *   when the server is away.
 * @throws what `ask` throws that is no refusal.
 */
export async function inHalves<Item, Outcome>(
  items: readonly Item[],
  ask: (some: readonly Item[]) => Promise<readonly Outcome[]>,
  refusal: (error: unknown) => Outcome | undefined,
): Promise<readonly Outcome[]> {
  try {
    return await ask(items)
  } catch (error) {
    const outcome = refusal(error)
    if (outcome === undefined) throw error
    if (items.length < 2) return items.map(() => outcome)
  }
  const middle = Math.ceil(items.length / 2)
  const halves = [items.slice(0, middle), items.slice(middle)]
  return (await Promise.all(halves.map((half) => inHalves(half, ask, refusal)))).flat()
}
