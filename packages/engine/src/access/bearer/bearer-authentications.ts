import { isOidcError, OidcError } from '@x/oidc-core'
import type { BearerGateOptions } from '../gate-options.ts'
import { createTtlCache } from '../../cache/ttl-cache.ts'
import { answerError } from '../../http/error-response.ts'
import type { HttpRequest } from '../../http/request.ts'
import { isPromise } from '../../maybe-promise.ts'
import type { BearerContext } from './bearer-context.ts'
import { type BearerPolicy, copyBearerOptions, resolveBearerPolicy } from './policy.ts'
import type { BearerOptions } from './options.ts'
import type { BearerAuthentication, BearerAuthenticationResult } from './authentication.ts'
import type { Authenticate } from '../request-auth.ts'
import { buildBearerResponse } from './refusal.ts'
import { warnOfIdTokens } from './warn-of-id-tokens.ts'

export interface BearerAuthentications {
  /** Equal options share one bearer authentication. @throws OidcError `config_invalid` */
  readonly resolve: (options: Pick<BearerGateOptions, 'bearer' | 'optional'>) => BearerAuthentication
}

/** Bearer authentications, cached by the spelling of their options. */
const maxEntries = 100

/** Creates the registry of bearer authentications of one engine. */
export function createBearerAuthentications(
  context: BearerContext,
  authenticate: Authenticate,
): BearerAuthentications {
  const byObject = new Map(
    [undefined, true, false].map((optional) => [optional, new WeakMap<object, BearerAuthentication>()]),
  )
  const bySpelling = createTtlCache<BearerAuthentication>(maxEntries)

  /** Equal options share a bearer authentication and its cache. It is created from a copy of the options. */
  function find(bearer: BearerOptions, optional: boolean | undefined): BearerAuthentication {
    const copy = copyBearerOptions(bearer, context.config)
    const options = optional === undefined ? copy : copyBearerOptions({ ...copy, optional }, context.config)
    const spelling = spell(options)
    const cached = bySpelling.read(spelling)
    if (cached !== undefined) return cached
    const policy = resolveBearerPolicy(options, context)
    if (policy.resource !== undefined) context.resources.add(policy.resource)
    for (const source of [...policy.issuers.values(), ...policy.withTenants])
      warnOfIdTokens(source, policy.audiences, context.ports.log)
    const bearerAuthentication = createLazyBearerAuthentication(context, policy, authenticate)
    bySpelling.write(spelling, bearerAuthentication)
    return bearerAuthentication
  }

  return {
    resolve({ bearer, optional }) {
      const isObject = typeof bearer === 'object' && (bearer as unknown) !== null
      const byBearer = byObject.get(optional)
      const cached = isObject ? byBearer?.get(bearer) : undefined
      if (cached !== undefined) return cached
      const bearerAuthentication = find(bearer, optional)
      byBearer?.set(bearer, bearerAuthentication)
      return bearerAuthentication
    },
  }
}

/** Writes options as text, so that equal options give the same text. `JSON.stringify` would call `toJSON` of every object. */
function spell(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (Array.isArray(value)) return `[${value.map(spell).join()}]`
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${spell(member)}`).join()}}`
}

/** Creates a bearer authentication whose code is loaded at its first request: most applications are not APIs. */
function createLazyBearerAuthentication(
  context: BearerContext,
  policy: BearerPolicy,
  authenticate: Authenticate,
): BearerAuthentication {
  let loaded: BearerAuthentication | undefined

  async function load(): Promise<BearerAuthentication> {
    const { createBearerAuthentication } = await import('./authentication.ts')
    // Another request may have finished first, and its cached result is enough.
    return (loaded ??= createBearerAuthentication(context, policy, authenticate))
  }

  const answer = async (
    request: Request | HttpRequest,
    error: unknown,
  ): Promise<BearerAuthenticationResult> => ({
    response: buildBearerResponse(
      await answerError(context, request, describeOutage(error), { isCounted: true }),
    ),
  })

  return {
    authenticate(request, options) {
      try {
        const result =
          loaded === undefined
            ? load().then((bearer) => bearer.authenticate(request, options))
            : loaded.authenticate(request, options)
        return isPromise(result) ? result.catch((error: unknown) => answer(request, error)) : result
      } catch (error) {
        return answer(request, error)
      }
    },
  }
}

const outages = [
  'provider_unavailable',
  'provider_lookup_failed',
  'security_unavailable',
  'token_unverifiable',
]

/** An error of the provider is not the client's fault: the response is 503, so that the client may try again. */
function describeOutage(error: unknown): unknown {
  if (!isOidcError(error) || outages.includes(error.code)) return error
  const { providerId = '' } = error.detail as { readonly providerId?: string }
  return new OidcError(
    'token_unverifiable',
    `Access tokens of provider ${providerId} cannot be checked. ${error.message}`,
    { providerId, why: error.code },
    error,
  )
}
