import {
  checkOidcConfig,
  defineOidcConfig,
  isOidcError,
  type OidcConfig,
  OidcError,
  type ProviderConfig,
  renderIssue,
  type SecurityConfig,
  type SecurityOptions,
} from '@x/oidc-core'
import { buildConfigWarning } from '../events.ts'
import type { Ports } from '../ports.ts'
import { withTimeout } from '../cache/timeout.ts'
import { createTtlCache } from '../cache/ttl-cache.ts'
import type { SecuritySource, SeparatedSecurity } from './security-source.ts'

export interface SecurityResolver {
  /** Whether the value is always the same. */
  readonly isFixed: boolean
  /**
   * Returns the provider with its current `security`.
   * @throws OidcError `security_unavailable`
   */
  readonly resolve: (providerId: string) => Promise<ProviderConfig>
  /**
   * Returns the `security` of a provider, without a call: undefined if it is a function that gave no value yet.
   * @param index of the provider in the configuration
   */
  readonly readKnown: (index: number) => SecurityConfig | undefined
}

const timeoutSeconds = 10

/** Maximum recorded warnings: a function may return another value each time, and memory must stay bounded. */
const maxWarnings = 1000

/**
 * Creates the source of the `security` of sign-ins. Every sign-in calls all functions, including those of other providers:
 * a role that any of them names cannot be passed through. Their values are checked and compiled once, as long as the
 * functions return the same objects.
 */
export function createSecurityResolver(
  { sources }: Pick<SeparatedSecurity, 'sources'>,
  config: OidcConfig,
  { log, startTimer }: Pick<Ports, 'log' | 'startTimer'>,
): SecurityResolver {
  const distinct = [...new Set(sources)].filter((source) => source !== undefined)
  const logged = createTtlCache<true>(maxWarnings)
  let compiled: { readonly from: readonly SecurityOptions[]; readonly config: OidcConfig } | undefined

  function compile(from: readonly SecurityOptions[], providerId: string): OidcConfig {
    if (compiled !== undefined && from.every((value, index) => value === compiled?.from[index]))
      return compiled.config
    const options = {
      ...config,
      providers: config.providers.map((provider, index) => {
        const source = sources[index]
        return source === undefined ? provider : { ...provider, security: from[distinct.indexOf(source)] }
      }),
    }
    // The value is read once, into a frozen copy: later changes of it change no decision.
    compiled = { from, config: define(options, providerId) }
    for (const issue of checkOidcConfig(compiled.config)) {
      const text = `${issue.path.join('.')} ${issue.message}`
      if (logged.read(text) === undefined) log(buildConfigWarning(issue, text))
      logged.write(text, true)
    }
    return compiled.config
  }

  return {
    isFixed: distinct.length === 0,
    readKnown(index) {
      const known = sources[index] === undefined ? config : compiled?.config
      return known?.providers[index]?.security
    },
    async resolve(providerId) {
      const values = await Promise.all(distinct.map((source) => load(source, providerId, startTimer)))
      const current = distinct.length === 0 ? config : compile(values, providerId)
      const provider = current.providers.find((candidate) => candidate.providerId === providerId)
      if (provider !== undefined) return provider
      throw new OidcError('unknown_provider', 'No provider of this name is configured.', { providerId })
    },
  }
}

async function load(
  source: SecuritySource,
  providerId: string,
  startTimer: Ports['startTimer'],
): Promise<SecurityOptions> {
  const outcome = await withTimeout(startTimer, timeoutSeconds, () => source())
  if (!outcome.ok) {
    const why = outcome.isLate ? `it returned no value within ${timeoutSeconds} seconds` : 'it failed'
    throw unavailable(providerId, why, undefined, outcome.cause)
  }
  // An absent `security` would mean the defaults: all users would lack their roles.
  const value: unknown = outcome.value
  if (typeof value === 'object' && value !== null) return value
  throw unavailable(providerId, 'it did not return an object')
}

function define(options: Parameters<typeof defineOidcConfig>[0], providerId: string): OidcConfig {
  try {
    return defineOidcConfig(options)
  } catch (cause) {
    if (!isOidcError(cause, 'config_invalid')) throw cause
    const errors = cause.detail.issues.filter(({ severity }) => severity === 'error').map(renderIssue)
    throw unavailable(providerId, 'the value that it returned has errors', errors.join(' '))
  }
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
