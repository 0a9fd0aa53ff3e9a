import {
  type Auth,
  type Authenticated,
  type AuthenticatedBySession,
  type AuthenticatedByToken,
  createEngine,
} from '../index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): Claim | undefined => claim

const engine = createEngine({
  baseUrl: 'https://app.example.com',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  security: { requiredRoles: ['ROLE_USER'] },
  session: { secret: undefined },
} as const)
declare const request: Request
const bearer = { audience: 'https://api.example.com' }

// A gate requires a caller, unless a token is optional and no role is required.
const gate = await engine.gate(request, { bearer })
if (gate.response === undefined) holds<Equal<typeof gate.auth, AuthenticatedByToken<'ROLE_USER'>>>()
const optional = await engine.gate(request, { bearer, optional: true })
if (optional.response === undefined) holds<Equal<typeof optional.auth, Auth<'ROLE_USER'>>>()
const inside = await engine.gate(request, { bearer: { ...bearer, optional: true } })
if (inside.response === undefined) holds<Equal<typeof inside.auth, Auth<'ROLE_USER'>>>()
const role = await engine.gate(request, { bearer, optional: true, role: 'ROLE_USER' })
if (role.response === undefined)
  holds<Equal<typeof role.auth, AuthenticatedBySession<'ROLE_USER'> | AuthenticatedByToken<'ROLE_USER'>>>()
// Code that names the roles alone takes every one of them.
export const known: Authenticated<'ROLE_USER'> | undefined = role.auth ?? gate.auth
declare const loose: { readonly audience: string; readonly optional?: boolean }
const either = await engine.gate(request, { bearer: loose })
if (either.response === undefined) holds<Equal<typeof either.auth, Auth<'ROLE_USER'>>>()
const open = await engine.gate(request, { optional: true })
if (open.response === undefined) holds<Equal<typeof open.auth, Auth<'ROLE_USER'>>>()
const session = await engine.gate(request)
if (session.response === undefined) holds<Equal<typeof session.auth, Authenticated<'ROLE_USER'>>>()

// The program of the documentation, around the gates of an API.
export async function answer(asked: Request): Promise<Response> {
  const answered = await engine.handle(asked)
  if (answered) return answered
  const passed = await engine.gate(asked, { bearer, role: 'ROLE_USER' })
  if (passed.response) return passed.response
  return passed.finish(new Response(passed.auth.user.name))
}

// @ts-expect-error ROLE_USAR is not a role of the configuration
engine.bearer({ ...bearer, roles: ['ROLE_USAR'] })
// @ts-expect-error an API has an audience
engine.bearer({ scopes: ['read'] })
// @ts-expect-error 'magic' is not a lookup
engine.bearer({ ...bearer, accessTokenLookup: 'magic' })
// @ts-expect-error nor at one provider
engine.bearer({ ...bearer, accessTokenLookup: { main: 'magic' } })
engine.bearer({
  ...bearer,
  accessTokenLookup: { main: 'introspection' },
  accessTokenProfile: { main: 'plain_jwt' },
})
// @ts-expect-error the option is called accessTokenProfile
engine.bearer({ ...bearer, tokenProfile: 'plain_jwt' })
// @ts-expect-error roles beside an optional token would admit a request without a token
await engine.gate(request, { optional: true, bearer: { ...bearer, roles: ['ROLE_USER'] } })
await engine.gate(request, { optional: false, bearer: { ...bearer, roles: ['ROLE_USER'] } })
