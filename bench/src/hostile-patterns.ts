import { decideAccess } from '@x/oidc-core'
import { defineProvider } from './define-provider.ts'
import { measureAlternating } from './measure.ts'

interface Load {
  readonly patterns: number
  readonly keys: number
  readonly keyLength: number
}

const rounds = 5

const largest: Load = { patterns: 100, keys: 5_000, keyLength: 1_024 }
/** Small enough to be timed several times; each next line doubles one thing. */
const growth: readonly Load[] = [
  { patterns: 50, keys: 20, keyLength: 512 },
  { patterns: 50, keys: 20, keyLength: 1_024 },
  { patterns: 100, keys: 20, keyLength: 512 },
]

/** Prints what it costs when an attacker chooses the keys, and how that grows. */
export async function benchHostilePatterns(): Promise<void> {
  const contenders = growth.map((load) => ({ name: describe(load), run: prepare(load) }))
  const medians = await measureAlternating(contenders, rounds)
  const [least = NaN] = medians.values()
  const rows = Object.fromEntries(
    Array.from(medians, ([name, microseconds]) => [
      name,
      {
        'ms a decision': (microseconds / 1000).toFixed(1),
        'times the first': (microseconds / least).toFixed(2),
      },
    ]),
  )
  const decideLargest = prepare(largest)
  const started = performance.now()
  decideLargest()
  const seconds = (performance.now() - started) / 1000
  console.log('\nKeys that nearly match every pattern')
  console.table(rows)
  console.log(`${describe(largest)}: ${seconds.toFixed(2)} s, once`)
}

function describe({ patterns, keys, keyLength }: Load): string {
  return `${patterns} patterns, ${keys} keys of ${keyLength}`
}

function prepare({ patterns, keys, keyLength }: Load): () => unknown {
  const provider = defineProvider('groups', {
    rolePatterns: Array.from({ length: patterns }, (_, index) => ({
      // A backtracking matcher tries every way to share out the letters among the wildcards.
      pattern: `a*a*a-${index}`,
      roles: ['ROLE_USER'],
    })),
  })
  const groups = Array.from({ length: keys }, (_, index) => String(index).padStart(keyLength, 'a'))
  return () => decideAccess(provider, { idToken: { sub: 'ada', groups } })
}
