/** Layers of time: what counts first, and what is left for the rest. */

/**
 * Statements that lay the events in one variable over those in another: of the other only the time around them
 * stays, which is in `free`.
 *
 * `union_no_overlap` takes the time of an event from one other alone, however many it covers. So the time that is
 * free is found first, with pieces that each lie in one stretch; it is told from the pieces by its category.
 */
export function laidOver(above: string, below: string): string[] {
  const mark = '"$category", [["Uncategorized"]]'
  return [
    `free = categorize(period_union(${below}, ${below}), []);`,
    `taken = filter_period_intersect(period_union(${above}, ${above}), free);`,
    `free = filter_keyvals(union_no_overlap(taken, free), ${mark});`,
    `${below} = sort_by_timestamp(concat(${above}, filter_period_intersect(${below}, free)));`,
  ]
}
