/** Whether the search for a regular expression might not end in time: JavaScript cannot stop one. */

/** How many ways there may be to match the rest of a branch, by how many of its repetitions have no end. */
const MOST_WAYS = [1_000, 128, 3]

/** A repetition that can be of more lengths than this is as good as one without an end. */
const FEW = 10

/** What is escaped or in a set, and so repeats nothing; or a group that is repeated. */
const REPEATED_GROUP = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|(\)[*+{])/g

const TOKEN = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\(\??|\)|\||([*+?]|\{\d*,?\d*\})[?+]?/g

/** What can be tried in vain, multiplied, for one text to search. */
interface Branch {
  endless: number
  ways: number
}

/**
 * Whether a search might take for ever, or many seconds in a text of some thousand characters.
 *
 * A group that is repeated may have twice as many ways to match with each further character. Without such groups a search
 * takes as many steps as there are ways, times the length of the text for each repetition that has no end, and for the
 * places to begin at.
 */
export function mayHang(source: string): boolean {
  if ([...source.matchAll(REPEATED_GROUP)].some(([, group]) => group !== undefined)) return true
  return branchesOf(source).some(({ endless, ways }) => ways > (MOST_WAYS[endless] ?? 0))
}

/** What stands between the `|` of an expression that are in no group: one is searched for after the other. */
function branchesOf(source: string): Branch[] {
  let branch: Branch = { endless: 0, ways: 1 }
  const branches = [branch]
  /** How many there are to choose from in each open group. */
  const choices: number[] = []
  for (const [token, repeat] of source.matchAll(TOKEN)) {
    if (token.startsWith('(')) choices.push(1)
    else if (token === ')') branch.ways *= choices.pop() ?? 1
    else if (token !== '|') count(branch, repeat)
    else if (choices.length > 0) choices.push((choices.pop() ?? 0) + 1)
    else branches.push((branch = { endless: 0, ways: 1 }))
  }
  return branches
}

function count(branch: Branch, repeat: string | undefined): void {
  const lengths = lengthsOf(repeat)
  if (lengths > FEW) branch.endless += 1
  else branch.ways *= lengths
}

/** How many lengths a repetition can have; what is not repeated has one. */
function lengthsOf(repeat: string | undefined): number {
  if (repeat === undefined) return 1
  if (repeat === '?') return 2
  const [, least = '', comma = '', most = ''] = /^\{(\d*)(,?)(\d*)\}$/.exec(repeat) ?? ['', '', ',']
  if (comma === '') return 1
  return most === '' ? Infinity : Number(most) - Number(least) + 1
}
