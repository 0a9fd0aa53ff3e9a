import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { ProviderOptions, SecurityOptions } from '../config/oidc-options.ts'
import type { AccessSources } from './claim-sources.ts'
import { decideAccess } from './decide-access.ts'
import type { RuleOutcome } from './trace.ts'

interface Vector {
  readonly name: string
  readonly provider: ProviderOptions
  readonly security: SecurityOptions
  readonly sources: AccessSources
  readonly generate?: { readonly kind: 'numbered-groups'; readonly count: number }
  readonly expect: {
    readonly admitted: boolean
    readonly roles: readonly string[]
    readonly name?: string
    readonly reason?: string
    readonly outcomes?: readonly RuleOutcome[]
  }
}

const folder = new URL('../../vectors/', import.meta.url)

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  describe(file, () => {
    for (const vector of JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Vector[]) {
      it(vector.name, () => {
        const { provider, security, expect: expected } = vector
        const config = defineOidcConfig({
          baseUrl: 'https://app.example.com',
          providers: [{ ...provider, security }],
          session: { secret: 'a secret of thirty-two bytes or more' },
        })
        const decision = decideAccess(config.providers[0], sourcesOf(vector))
        const outcomes = decision.trace.rules.map(({ outcome }) => outcome)

        expect(decision).toMatchObject({
          admitted: expected.admitted,
          roles: expected.roles,
          ...(expected.name !== undefined && { name: expected.name }),
          ...(expected.reason !== undefined && { reason: expected.reason }),
        })
        if (expected.outcomes) {
          expect(provider.pathsToAuthorities ? foldPairs(outcomes) : outcomes).toEqual(expected.outcomes)
        }
      })
    }
  })
}

function sourcesOf({ sources, generate }: Vector): AccessSources {
  const { idToken } = sources
  if (generate && idToken) {
    const groups = Array.from({ length: generate.count }, (_, index) => `group-${index + 1}`)
    Object.defineProperty(idToken, 'groups', { value: groups, enumerable: true })
  }
  return sources
}

/** Each entry of `pathsToAuthorities` gives two rules; the vectors name one outcome for both. */
function foldPairs(outcomes: readonly RuleOutcome[]): readonly RuleOutcome[] {
  return outcomes.filter((outcome, index) =>
    index % 2 === 0
      ? outcome !== 'missing' || outcomes[index + 1] === 'missing'
      : outcomes[index - 1] === 'missing' && outcome !== 'missing',
  )
}
