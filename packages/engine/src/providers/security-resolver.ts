import {
  type ConfigIssue,
  namedRoles,
  type OidcConfig,
  OidcError,
  parsePersonSecurity,
  type PersonSecurityPlace,
  renderIssue,
  type SecurityConfig,
} from '@x/oidc-core'
import { buildConfigWarning } from '../events.ts'
import { estimateBytes } from '../json/estimate-bytes.ts'
import { isDeeplyFrozen } from '../json/is-deeply-frozen.ts'
import { isPromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import { withTimeout } from '../cache/timeout.ts'
import { createTtlCache } from '../cache/ttl-cache.ts'
import type { SecurityPerson } from './security-person.ts'
import type { SecuritySource, SeparatedSecurity } from './security-source.ts'

/** The `security` of one person. */
export interface AskedSecurity {
  readonly security: SecurityConfig
  /** The approximate memory that it takes for this person alone, in bytes. */
  readonly bytes: number
}

export interface SecurityResolver {
  /**
   * Calls the function `security` of the person's provider. The result counts for this person alone.
   * @throws OidcError `security_unavailable`
   */
  readonly ask: (person: SecurityPerson) => Promise<AskedSecurity>
  /**
   * Returns the `security` that the configuration names; undefined if it is a function.
   * @param index of the provider in the configuration; undefined for a provider that a function found
   */
  readonly readConfigured: (index: number | undefined) => SecurityConfig | undefined
}

const timeoutSeconds = 10

/** Maximum recorded warnings: a function may return another value each time, and memory must stay bounded. */
const maxWarnings = 1000

/** A `security` is compiled for decisions, which takes as much memory again as its maps and lists. */
const bytesPerByte = 3

/**
 * Creates the source of the `security` of persons. Only the function of the person's own provider is called. Its value is read and
 * checked at once, before the function can be called for another person: it may return one object for all of them and change it.
 */
export function createSecurityResolver(
  { sources, foundSource }: Pick<SeparatedSecurity, 'sources' | 'foundSource'>,
  config: OidcConfig,
  { log, startTimer }: Pick<Ports, 'log' | 'startTimer'>,
): SecurityResolver {
  const logged = createTtlCache<true>(maxWarnings)
  const configured = config.providers.map(({ security }) => security)
  const reserved = namedRoles(configured.filter((_, index) => sources[index] === undefined))
  const needsExcept = new Set(sources.map((placed) => placed?.source).filter(Boolean)).size > 1
  /** The compiled values that can never change: a function may return one of them for many persons. */
  const fixed = new WeakMap<object, AskedSecurity>()
  const placed = new Map(
    config.providers.flatMap(({ providerId }, index) => {
      const found = sources[index]
      if (found === undefined) return []
      const place: PersonSecurityPlace = { path: found.path, reserved, needsExcept }
      return [[providerId, { source: found.source, place }] as const]
    }),
  )

  const everywhere = foundSource && {
    source: foundSource.source,
    place: { path: foundSource.path, reserved: [], needsExcept: false },
  }

  function warn(issues: readonly ConfigIssue[]): void {
    for (const issue of issues) {
      const text = renderIssue(issue)
      if (logged.read(text) === undefined) log(buildConfigWarning(issue, text))
      logged.write(text, true)
    }
  }

  function read(value: unknown, providerId: string, place: PersonSecurityPlace): AskedSecurity {
    // An absent `security` would mean the defaults: all users would lack their roles.
    if (typeof value !== 'object' || value === null)
      throw unavailable(providerId, 'it did not return an object')
    const known = fixed.get(value)
    if (known !== undefined) return known
    const { security, issues } = parsePersonSecurity(value, place)
    if (security === undefined) {
      const errors = issues.filter(({ severity }) => severity === 'error').map(renderIssue)
      throw unavailable(providerId, 'the value that it returned has errors', errors.join(' '))
    }
    warn(issues)
    if (!isDeeplyFrozen(value)) return { security, bytes: bytesPerByte * estimateBytes(security) }
    const shared = { security, bytes: 0 }
    fixed.set(value, shared)
    return shared
  }

  return {
    readConfigured(index) {
      if (index === undefined) return foundSource === undefined ? config.foundProviders?.security : undefined
      return sources[index] === undefined ? configured[index] : undefined
    },
    async ask(person) {
      const { providerId } = person
      const found = placed.get(providerId) ?? everywhere
      if (found === undefined)
        throw new OidcError('unknown_provider', 'No provider of this name is configured.', { providerId })
      const outcome = await withTimeout(startTimer, timeoutSeconds, () =>
        call(found.source, person, (value) => read(value, providerId, found.place)),
      )
      if (outcome.ok) {
        if (outcome.value.ok) return outcome.value.value
        throw outcome.value.error
      }
      const why = outcome.isLate ? `it returned no value within ${timeoutSeconds} seconds` : 'it failed'
      throw unavailable(providerId, why, undefined, outcome.cause)
    },
  }
}

type ReadResult =
  { readonly ok: true; readonly value: AskedSecurity } | { readonly ok: false; readonly error: unknown }

/** Calls the function, and reads its value in the same turn. What the function throws stays apart from the errors of its value. */
function call(
  source: SecuritySource,
  person: SecurityPerson,
  read: (value: unknown) => AskedSecurity,
): ReadResult | Promise<ReadResult> {
  const readSafely = (value: unknown): ReadResult => {
    try {
      return { ok: true, value: read(value) }
    } catch (error) {
      return { ok: false, error }
    }
  }
  const answer = source(person)
  return isPromise(answer) ? Promise.resolve(answer).then(readSafely) : readSafely(answer)
}

/** The application's error may quote anything, so it becomes the cause, and not a part of the message. */
function unavailable(providerId: string, why: string, errors?: string, cause?: unknown): OidcError {
  const message = `The function security failed for provider ${providerId}: ${why}.`
  return new OidcError(
    'security_unavailable',
    errors === undefined ? message : `${message} ${errors}`,
    { providerId, why },
    cause,
  )
}
