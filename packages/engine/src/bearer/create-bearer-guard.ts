import type { EngineContext } from '../engine-context.ts'
import type { Caller } from '../gate/caller.ts'
import type { HandleOptions } from '../http/handle-options.ts'
import { readRequestFacts, type RequestFacts } from '../http/request-facts.ts'
import type { BearerPlan } from './bearer-plan.ts'
import type { BearerRefusal } from './bearer-refusal.ts'
import type { BearerVerdict } from './bearer-verdict.ts'
import { buildChallenge } from './build-challenge.ts'
import { buildRefusal } from './build-refusal.ts'
import { checkCertificate } from './check-certificate.ts'
import { createProofCheck, type CheckedRequest } from './create-proof-check.ts'
import { createTokenJudge } from './create-token-judge.ts'
import { parseAuthorization, parseBearerHeader, type PresentedToken } from './parse-authorization.ts'
import type { TokenBinding } from './resolve-binding.ts'
import { TokenCaller } from './token-caller.ts'

/** Either the answer of a request that is not let through, or who sent it. */
export type GuardVerdict<Role extends string = string> =
  | { readonly response: Response; readonly caller?: never }
  | { readonly response?: never; readonly caller: Caller<Role> }

/** What a platform and an adapter offer to a guard. */
export interface GuardOptions extends HandleOptions {
  /**
   * The framework's own object for the request, one for each: guards that are given the same one look at the same request, and
   * share its DPoP proof. @default the request that is checked
   */
  readonly identity?: object | undefined
}

/** A guard of an API: everything that depends on its options alone has been done. */
export interface BearerGuard<Role extends string = string> {
  /** Judges the access token of a request. Never rejects. */
  readonly check: (request: Request | RequestFacts, options?: GuardOptions) => Promise<GuardVerdict<Role>>
  /**
   * Lets a request through at once whose token was judged good lately; undefined where it takes `check`, which alone is the
   * whole of it.
   */
  readonly recall: (request: Request | RequestFacts) => Caller<Role> | undefined
}

type CheckOptions = HandleOptions & { readonly identity: object }

/** Finds out who is calling by the session. */
export type Authenticate = (request: Request | RequestFacts) => Promise<Caller>

/** Creates a guard. Nothing is asked of anybody before the first token comes. */
export function createBearerGuard(
  context: EngineContext,
  plan: BearerPlan,
  authenticate: Authenticate,
): BearerGuard {
  const { judge, recall } = createTokenJudge(context, plan)
  const checkProof = createProofCheck(context, plan)

  async function check(facts: RequestFacts, options: CheckOptions): Promise<GuardVerdict> {
    const presented = parseAuthorization(facts)
    switch (presented.kind) {
      case 'none':
        return plan.optional ? checkSession(facts) : refuse({ error: 'anonymous', rule: 'none' })
      case 'foreign':
        return refuse({ error: 'anonymous', rule: 'scheme' })
      case 'malformed':
        return refuse({ error: 'invalid_request', rule: presented.rule })
      case 'token':
        return checkToken(facts, presented, options)
    }
  }

  async function checkToken(
    facts: RequestFacts,
    { scheme, token }: PresentedToken,
    options: CheckOptions,
  ): Promise<GuardVerdict> {
    if (scheme === 'dpop' && plan.dpop === undefined) return refuse({ error: 'anonymous', rule: 'scheme' })
    const verdict = await judge(token, options)
    const unproven = await checkBinding({ facts, identity: options.identity, token }, scheme, verdict)
    if (unproven !== undefined) return refuse(unproven, scheme)
    return verdict.ok ? { caller: new TokenCaller(plan, verdict) } : refuse(verdict.refusal, scheme)
  }

  /** Before anything is said of what a token opens, whoever sends it proves that it is theirs. */
  async function checkBinding(
    request: Pick<CheckedRequest, 'facts' | 'identity' | 'token'>,
    scheme: PresentedToken['scheme'],
    { ok, binding, account }: BearerVerdict,
  ): Promise<BearerRefusal | undefined> {
    const jkt = binding?.jkt
    const thumbprint = binding?.['x5t#S256']
    if (jkt === undefined) {
      // A token that is bound to no key is no DPoP token (RFC 9449, section 7.1).
      if (scheme === 'dpop' && ok) return { error: 'invalid_token', rule: 'unbound' }
    } else {
      if (scheme !== 'dpop' || account === undefined) return { error: 'invalid_token', rule: 'bound' }
      const refusal = await checkProof({ ...request, jkt, account })
      if (refusal !== undefined) return refusal
    }
    return thumbprint === undefined ? undefined : checkCertificate(request.facts, thumbprint, plan)
  }

  function refuse({ error, rule, nonce }: BearerRefusal, scheme: 'bearer' | 'dpop' = 'bearer'): GuardVerdict {
    context.ports.log({
      level: 'info',
      code: 'bearer_refused',
      message: `A request was refused with ${error}: ${rule}.`,
      detail: { error, rule },
    })
    return { response: buildRefusal(plan, error, { scheme, nonce }) }
  }

  /** Without a token the session counts, for people who use the same addresses in a browser. */
  async function checkSession(facts: RequestFacts): Promise<GuardVerdict> {
    const caller = await authenticate(facts)
    const { auth, setCookies } = caller
    const failure = caller.isFailed === true ? await caller.refuse() : undefined
    if (failure !== undefined) return { response: failure }
    return {
      caller: {
        auth,
        setCookies,
        admits: (options) => caller.admits(options),
        refuse: async (options) => addChallenge(await caller.refuse(options)),
        explain: () => caller.explain(),
      },
    }
  }

  /** Whoever is told to sign in may as well send a token. */
  function addChallenge(response: Response | undefined): Response | undefined {
    if (response?.status === 401)
      response.headers.append('www-authenticate', buildChallenge(plan, 'anonymous'))
    return response
  }

  return {
    recall(request) {
      const facts = readRequestFacts(request)
      const verdict = recall(parseBearerHeader(facts) ?? '')
      // Whoever sends a token that is bound to a key has to prove that they hold it.
      return verdict?.ok && isUnbound(verdict.binding) ? new TokenCaller(plan, verdict) : undefined
    },
    check: async (request, options = {}) =>
      check(readRequestFacts(request), { ...options, identity: findIdentity(options) ?? request }),
  }
}

/** Not one that a polluted prototype gives: it would be that of every request. */
function findIdentity(options: GuardOptions): object | undefined {
  return Object.hasOwn(options, 'identity') ? options.identity : undefined
}

function isUnbound(binding: TokenBinding | undefined): boolean {
  return binding === undefined || Object.keys(binding).length === 0
}
