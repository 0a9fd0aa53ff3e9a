import {
  checkOidcConfig,
  defineOidcConfig,
  isOidcError,
  OidcError,
  renderIssue,
  type OidcConfig,
  type ProviderConfig,
  type SecurityOptions,
} from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import { runWithin } from '../sharing/run-within.ts'
import type { SecuritySource } from './security-source.ts'
import type { SeparatedSecurity } from './separate-security.ts'

export interface SecurityResolver {
  /** Whether it is always the same. */
  readonly isFixed: boolean
  /**
   * Gives the provider with the `security` that counts now.
   * @throws OidcError `security_unavailable`
   */
  readonly resolve: (providerId: string) => Promise<ProviderConfig>
}

const deadlineSeconds = 10

/**
 * Creates what knows by which `security` a sign-in is decided. Where one is a function, every sign-in asks all of them,
 * also those of other providers: a role that any of them names can come by no passthrough. What they gave is checked and
 * compiled once, as long as they give the same objects.
 */
export function createSecurityResolver(
  { sources }: Pick<SeparatedSecurity, 'sources'>,
  config: OidcConfig,
  log: Ports['log'],
): SecurityResolver {
  const distinct = [...new Set(sources)].filter((source) => source !== undefined)
  const logged = new Set<string>()
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
    // It is read once, into a copy that is frozen: later changes of the value change no decision.
    compiled = { from, config: define(options, providerId) }
    for (const { code, message, path } of checkOidcConfig(compiled.config)) {
      const text = `${path.join('.')} ${message}`
      if (!logged.has(text)) log({ level: 'warning', code, message: text })
      logged.add(text)
    }
    return compiled.config
  }

  return {
    isFixed: distinct.length === 0,
    async resolve(providerId) {
      const values = await Promise.all(distinct.map((source) => load(source, providerId)))
      const current = distinct.length === 0 ? config : compile(values, providerId)
      const provider = current.providers.find((candidate) => candidate.providerId === providerId)
      if (provider !== undefined) return provider
      throw new OidcError('unknown_provider', 'No provider of this name is configured.', { providerId })
    },
  }
}

async function load(source: SecuritySource, providerId: string): Promise<SecurityOptions> {
  const outcome = await runWithin(deadlineSeconds, () => source())
  if (!outcome.ok) {
    const why = outcome.isLate ? `it gave no value within ${deadlineSeconds} seconds` : 'it failed'
    throw unavailable(providerId, why, undefined, outcome.cause)
  }
  // Left out, `security` would mean its defaults: everybody would be told that they lack a role.
  const value: unknown = outcome.value
  if (typeof value === 'object' && value !== null) return value
  throw unavailable(providerId, 'it gave no object')
}

function define(options: Parameters<typeof defineOidcConfig>[0], providerId: string): OidcConfig {
  try {
    return defineOidcConfig(options)
  } catch (cause) {
    if (!isOidcError(cause, 'config_invalid')) throw cause
    const errors = cause.detail.issues.filter(({ severity }) => severity === 'error').map(renderIssue)
    throw unavailable(providerId, 'its value has errors', errors.join(' '))
  }
}

/** What a function of the application's threw may quote anything, so it is a cause, and no part of the message. */
function unavailable(providerId: string, why: string, errors?: string, cause?: unknown): OidcError {
  const message = `The function security did not do for a sign-in at ${providerId}: ${why}.`
  return new OidcError(
    'security_unavailable',
    errors === undefined ? message : `${message} ${errors}`,
    { providerId, why },
    cause,
  )
}
