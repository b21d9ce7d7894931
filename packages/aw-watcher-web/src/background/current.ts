/** The policy of the moment, made anew only when what it is made of is another. */

import type { ServerFacts } from '@/browser/memory'
import { Policy } from '@/domain/policy'
import { PrivacyRules } from '@/domain/rules'
import type { Settings } from '@/domain/settings'

/** What a policy is made of. */
interface Basis {
  settings: Settings
  facts: ServerFacts | null
  bucket: string
}

/** Keeps the last policy: to make one compiles every pattern, and thousands of spans may be asked about in a row. */
export class CurrentPolicy {
  private basis: Basis | null = null
  private made: Policy | null = null

  /** Null where nobody can say what the rules are. Until the server has said them there are none. */
  of(basis: Basis): Policy | null {
    if (!isSame(this.basis, basis)) {
      this.made = make(basis)
      this.basis = basis
    }
    return this.made
  }
}

/** The memory never changes an object that it holds. */
function isSame(one: Basis | null, other: Basis): boolean {
  return one?.settings === other.settings && one.facts === other.facts && one.bucket === other.bucket
}

function make({ settings, facts, bucket }: Basis): Policy | null {
  try {
    return new Policy(settings, PrivacyRules.read(facts?.filters, facts?.defaults), bucket)
  } catch {
    return null
  }
}
