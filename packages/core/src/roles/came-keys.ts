import { foldAscii, foldSpelling } from '../config/fold-key.ts'
import type { SecurityConfig } from '../config/oidc-config.ts'
import { compileSecurity } from './compile-security.ts'
import { type LiteralGlob, listLiteralGlobs } from './explain-keys.ts'
import { type Glob, matchesGlob, parseGlob } from './glob.ts'
import { quote } from './quote.ts'
import type { Trace } from './trace.ts'

/** The reason why an entry that seems to match granted nothing: the roles of a session are decided once, at the sign-in. */
export const decidedBefore =
  'it matches, but the decision was made with another security: sign out and in again'

export const noKey = 'no such role key came'

/** Maximum role keys that are compared with one literal entry: people can send thousands, and a mapping can have thousands of entries. */
const maxLiteralKeys = 100

/** The role keys that the provider sent, and the reasons why entries of the configuration do not match them. */
export class CameKeys {
  readonly #keys: readonly string[]
  readonly #fold: (key: string) => string
  readonly #folded: ReadonlySet<string>
  readonly #spellings: ReadonlyMap<string, string>
  readonly #literals: ReadonlyMap<string, LiteralGlob>

  constructor({ keys }: Trace, security: SecurityConfig) {
    this.#keys = keys.map(({ key }) => key)
    this.#fold = compileSecurity(security).fold
    this.#folded = new Set(this.#keys.map(this.#fold))
    this.#spellings = new Map(this.#keys.map((key) => [foldSpelling(key), key]))
    this.#literals = new Map(listLiteralGlobs(security).map((literal) => [literal.entry, literal]))
  }

  has(key: string): boolean {
    return this.#keys.includes(key)
  }

  explainMiss(entry: string): string {
    if (this.#folded.has(this.#fold(entry))) return decidedBefore
    const similar = this.explainSimilar(entry)
    if (similar !== undefined) return similar
    const literal = this.#literals.get(entry)
    const matching =
      literal && this.#keys.slice(0, maxLiteralKeys).find((key) => literal.matches(this.#fold(key)))
    if (matching !== undefined) return `${quote(matching)} came, and "*" is literal there; see rolePatterns`
    return noKey
  }

  explainSimilar(entry: string): string | undefined {
    const similar = this.#spellings.get(foldSpelling(entry))
    return similar === undefined
      ? undefined
      : `${quote(similar)} came; case, white space and a leading "/" must match`
  }

  explainMismatch(glob: Glob, pattern: string): string {
    if (this.#keys.some((key) => matchesGlob(glob, this.#fold(key)))) return decidedBefore
    const caseless = parseGlob(foldAscii(pattern))
    const similar = this.#keys.find((key) => matchesGlob(caseless, foldAscii(key)))
    return similar === undefined
      ? 'it matches no role key that came'
      : `${quote(similar)} came; case must match`
  }
}
