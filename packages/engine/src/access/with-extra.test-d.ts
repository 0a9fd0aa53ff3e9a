import type { JsonObject } from '@x/oidc-core'
import { type Auth, type Authenticated, createEngine, type EngineOptions, type User } from '../index.ts'
import type { AuthenticatedByToken, SignInHookResult } from '../index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): Claim | undefined => claim

const options = {
  baseUrl: 'https://app.example.com',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  security: { requiredRoles: ['ROLE_USER'] },
  session: { secret: undefined },
} as const
declare const request: Request
declare const isBarred: boolean
const bearer = { audience: 'https://api.example.com' }

// The type of extra is that of what the function returns, without an annotation.
const engine = createEngine({ ...options, onSignIn: async () => ({ extra: { accountId: 7 } }) })
const session = await engine.gate(request)
if (session.response === undefined) {
  holds<Equal<typeof session.auth.user.extra, { accountId: number }>>()
  session.auth.hasRole('ROLE_USER')
  // @ts-expect-error ROLE_USAR is not a role of the configuration
  session.auth.hasRole('ROLE_USAR')
}

// An access token has no extra.
const token = await engine.gate(request, { bearer })
if (token.response === undefined) {
  holds<Equal<typeof token.auth, AuthenticatedByToken<'ROLE_USER'>>>()
  holds<Equal<typeof token.auth.user.extra, undefined>>()
}
const either = await engine.gate(request, { bearer, optional: true, role: 'ROLE_USER' })
if (either.response === undefined) {
  holds<Equal<typeof either.auth.user.extra, { accountId: number } | undefined>>()
  if (either.auth.via === 'session') holds<Equal<typeof either.auth.user.extra, { accountId: number }>>()
}

// Where the credential is not known, `via` tells it.
const { auth } = await engine.authenticate(request)
if (auth.status === 'authenticated') {
  holds<Equal<typeof auth.user.extra, { accountId: number } | undefined>>()
  if (auth.via === 'session') holds<Equal<typeof auth.user.extra.accountId, number>>()
  else holds<Equal<typeof auth.user.extra, undefined>>()
}

// A person who is denied has no session, and a function that may return nothing may add nothing.
const denying = createEngine({
  ...options,
  onSignIn: ({ claims, isRefresh }) => {
    if (claims.email === undefined || isRefresh) return { deny: 'no address' }
    return { extra: { address: claims.email } }
  },
})
const denied = await denying.gate(request)
if (denied.response === undefined) holds<Equal<typeof denied.auth.user.extra, { address: string }>>()
const sometimes = createEngine({
  ...options,
  onSignIn: () => (isBarred ? undefined : { extra: { accountId: 7 } }),
})
const once = await sometimes.gate(request)
if (once.response === undefined)
  holds<Equal<typeof once.auth.user.extra, { accountId: number } | undefined>>()
const loose = createEngine({ ...options, onSignIn: (): SignInHookResult => undefined })
const any = await loose.gate(request)
if (any.response === undefined) holds<Equal<typeof any.auth.user.extra, JsonObject | undefined>>()

// Without a function there is no extra.
const plain = createEngine(options)
const none = await plain.gate(request)
if (none.response === undefined) {
  holds<Equal<typeof none.auth, Authenticated<'ROLE_USER'>>>()
  holds<Equal<typeof none.auth.user.extra, undefined>>()
}
createEngine({ ...options, onSignIn: undefined }).config.providers[0].security
  .requiredRoles satisfies readonly 'ROLE_USER'[]
createEngine({ ...options, onSignIn: async () => {} })
// @ts-expect-error a session keeps plain JSON, and no Date
createEngine({ ...options, onSignIn: () => ({ extra: { since: new Date() } }) })
// @ts-expect-error one cannot admit and deny
createEngine({ ...options, onSignIn: () => ({ extra: {}, deny: 'no' }) })
// @ts-expect-error the text of a denial is for the page
createEngine({ ...options, onSignIn: () => ({ deny: true }) })

// Code for every application takes each of them.
declare function greet(user: User | undefined, caller: Auth): void
greet(auth.user, auth)
if (none.response === undefined) greet(none.auth.user, (await plain.authenticate(request)).auth)
declare const annotated: EngineOptions
greet((await createEngine(annotated).authenticate(request)).auth.user, auth)

// The caller of certain roles can be assigned to the caller of any roles, as frameworks keep it. The reverse is an error.
declare const certain: Authenticated<'A' | 'B'>
const kept: Authenticated = certain
// @ts-expect-error these roles may be any
const narrowed: Authenticated<'A'> = kept
greet(kept.user, narrowed)
