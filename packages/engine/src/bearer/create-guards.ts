import type { EngineContext } from '../engine-context.ts'
import type { BearerGateOptions } from '../gate/gate-options.ts'
import { copyBearerOptions, resolveBearerPlan, type BearerPlan } from './bearer-plan.ts'
import type { BearerOptions } from './bearer-options.ts'
import type { Authenticate, BearerGuard } from './create-bearer-guard.ts'
import { createLateGuard } from './create-late-guard.ts'
import type { Ports } from '../ports.ts'

export interface Guards {
  /** Options that say the same have one guard. @throws OidcError `config_invalid` */
  readonly resolve: (options: Pick<BearerGateOptions, 'bearer' | 'optional'>) => BearerGuard
}

/** Guards that are remembered by what their options say. */
const mostGuards = 100

/** Creates what makes and finds the guards of one engine. */
export function createGuards(context: EngineContext, authenticate: Authenticate): Guards {
  const byObject = new Map(
    [undefined, true, false].map((optional) => [optional, new WeakMap<object, BearerGuard>()]),
  )
  const byText = new Map<string, BearerGuard>()

  /** Options that say the same share a guard, and what it remembers. The guard is made of a copy of them. */
  function find(bearer: BearerOptions, optional: boolean | undefined): BearerGuard {
    const copy = copyBearerOptions(bearer, context.config)
    const options = optional === undefined ? copy : copyBearerOptions({ ...copy, optional }, context.config)
    const text = spell(options)
    const known = byText.get(text)
    if (known !== undefined) return known
    const plan = resolveBearerPlan(options, context.config)
    if (plan.resource !== undefined) context.resources.add(plan.resource)
    warnOfIdTokens(plan, context.ports.log)
    const guard = createLateGuard(context, plan, authenticate)
    byText.set(text, guard)
    const [oldest] = byText.keys()
    if (byText.size > mostGuards && oldest !== undefined) byText.delete(oldest)
    return guard
  }

  return {
    resolve({ bearer, optional }) {
      const isObject = typeof bearer === 'object' && (bearer as unknown) !== null
      const byBearer = byObject.get(optional)
      const known = isObject ? byBearer?.get(bearer) : undefined
      if (known !== undefined) return known
      const guard = find(bearer, optional)
      byBearer?.set(bearer, guard)
      return guard
    },
  }
}

/** ID Tokens of a client have its id for their audience, and without a JOSE type some cannot be told from access tokens. */
function warnOfIdTokens({ audiences, issuers }: BearerPlan, log: Ports['log']): void {
  for (const { provider, lookup, profile } of issuers.values()) {
    const { accessTokenIssuer, clientId, issuerUrl, providerId } = provider
    const isVerifiedPlain = lookup === undefined && profile === 'plain_jwt'
    if (!isVerifiedPlain || accessTokenIssuer !== issuerUrl || !audiences.includes(clientId)) continue
    log({
      level: 'warning',
      code: 'audience_is_client_id',
      message:
        `bearer.audience is ${JSON.stringify(clientId)}, which is also the clientId of provider ${providerId}. ID Tokens for ` +
        "that client have the same audience, and with tokenProfile 'plain_jwt' an ID Token that has neither nonce nor at_hash " +
        'but scope, client_id or appid is taken for an access token. Give the API an audience of its own at the provider.',
      providerId,
    })
  }
}

/** Spells options, so that those that say the same have one spelling. `JSON.stringify` would ask every object for `toJSON`. */
function spell(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (Array.isArray(value)) return `[${value.map(spell).join()}]`
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${spell(member)}`).join()}}`
}
