import { createHash } from 'node:crypto'
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK } from 'jose'
import type { JWTPayload } from 'jose'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { SigningKey } from '../../keys/signing-key.ts'
import { findPerson } from '../account-claims.ts'
import type { People } from '../provider-options.ts'
import type { ReadAccessToken } from '../read-access-token.ts'
import { deriveUuid } from './derive-uuid.ts'
import type { Addresses, Claims, Issuance, Preset } from './preset.ts'
import { signContent } from './sign-content.ts'

/** The data for changing the responses of one `oidc-provider`. */
interface Dress {
  readonly preset: Preset
  readonly addresses: Addresses
  readonly people: People
  /** The keys that sign. */
  readonly keys: readonly SigningKey[]
  readonly readAccessToken: ReadAccessToken
}

type Koa = Pick<KoaContextWithOIDC, 'query' | 'req' | 'request'>

type Change = (ctx: KoaContextWithOIDC, dress: Dress) => void | Promise<void>

/** The change of each route's response, by route name. The responses of other routes stay the same. */
const changes: Readonly<Record<string, Change>> = {
  authorization: changeAuthorizationResponse,
  resume: changeAuthorizationResponse,
  token: changeTokenResponse,
  introspection: introspectJwt,
  revocation: revokeJwt,
  discovery: (ctx, { preset, addresses }) => {
    ctx.body = preset.buildMetadata(ctx.body as Claims, addresses)
  },
  jwks: (ctx, { preset, addresses }) => {
    const { keys } = ctx.body as { readonly keys: readonly Claims[] }
    ctx.body = { keys: preset.buildKeys(keys, addresses) }
    ctx.type = 'application/json'
  },
  // Only for opaque tokens: `answerResource` answers for JWTs.
  userinfo: (ctx, { preset, addresses, people }) => {
    const { accessToken } = ctx.oidc
    if (ctx.status !== 200 || accessToken === undefined) return
    const { scope = '', clientId = '', accountId } = accessToken
    const issuance = buildIssuance({ addresses, people }, { subject: accountId, scope, clientId })
    const [build] = Object.values(preset.buildResources(addresses))
    ctx.body = build?.(issuance)
  },
}

/** Changes the responses of an `oidc-provider` to those of the preset. The validation of requests stays the same. */
export function dressProvider(provider: Provider, dress: Dress): void {
  const { buildRefreshToken } = dress.preset
  provider.use(async (ctx, next) => {
    dropPrompts(ctx, dress)
    await replaceHint(ctx, dress)
    await next()
    // `oidc-provider` creates its context only for a request that has a route.
    const { oidc } = ctx as Partial<Pick<KoaContextWithOIDC, 'oidc'>>
    if (oidc !== undefined) await changes[oidc.route]?.(ctx as KoaContextWithOIDC, dress)
  })
  if (buildRefreshToken === undefined) return
  const prototype = provider.RefreshToken.prototype as unknown as RefreshTokenPrototype
  const { generateTokenId } = prototype
  prototype.generateTokenId = function (this: RefreshTokenPrototype) {
    const { clientId = '', scope = '' } = this
    return buildRefreshToken(generateTokenId.call(this), { issuer: dress.addresses.issuer, clientId, scope })
  }
}

/** Removes from the request the values of `prompt` that the real provider ignores. */
function dropPrompts({ query, req, request }: Koa, { preset, addresses }: Dress): void {
  const { prompt, ...others } = query
  if (typeof prompt !== 'string') return
  const values = prompt.split(' ')
  const known = values.filter((value) => !preset.ignoredPrompts.includes(value))
  if (known.length === values.length) return
  request.query = known.length === 0 ? others : { ...others, prompt: known.join(' ') }
  // `oidc-provider` derives its mount path from the difference between these two.
  const mounted: typeof req & { originalUrl?: string } = req
  mounted.originalUrl = addresses.mountPath + request.url
}

/** Names the provider as the issuer of an ID Token that names a tenant, since `oidc-provider` knows one issuer. */
async function replaceHint({ query, req, request }: Koa, { preset, addresses, keys }: Dress): Promise<void> {
  const { id_token_hint: hint } = query
  if (preset.homeTenant === undefined || typeof hint !== 'string') return
  const plain = readPlain(hint, { keys })
  if (plain === undefined) return
  const { claims, key } = plain
  try {
    await compactVerify(hint, await importJWK(key.publicJwk, key.alg))
  } catch {
    // `oidc-provider` refuses a hint that was changed.
    return
  }
  const renamed = { header: { typ: 'JWT' }, claims: { ...claims, iss: addresses.issuer } }
  request.query = { ...query, id_token_hint: await signContent(renamed, key) }
  const mounted: typeof req & { originalUrl?: string } = req
  mounted.originalUrl = addresses.mountPath + request.url
}

interface RefreshTokenPrototype {
  /** Returns the refresh token itself, because `oidc-provider` sends this id as an opaque token. */
  generateTokenId(this: RefreshTokenPrototype): string
  readonly clientId?: string
  readonly scope?: string
}

function changeAuthorizationResponse(ctx: KoaContextWithOIDC, { preset }: Dress): void {
  const location = ctx.response.get('location')
  const url = URL.canParse(location) ? new URL(location) : undefined
  // `oidc-provider` adds `iss` to each redirect to a client, and only to these redirects.
  if (url?.searchParams.has('iss') !== true) return
  preset.changeAuthorizationResponse(url.searchParams, buildSessionId(ctx.oidc.session?.uid))
  ctx.redirect(url.href)
}

async function changeTokenResponse(ctx: KoaContextWithOIDC, dress: Dress): Promise<void> {
  const body = ctx.body as Readonly<Record<string, unknown>>
  const { access_token: accessToken, id_token: idToken, scope } = body
  if (typeof accessToken !== 'string') return
  const { client, entities } = ctx.oidc
  const plainAccess = readPlain(accessToken, dress)
  const plainId = typeof idToken === 'string' ? readPlain(idToken, dress) : undefined
  const issuance = buildIssuance(dress, {
    subject: (plainId ?? plainAccess)?.claims.sub,
    clientId: client?.clientId ?? '',
    scope: typeof scope === 'string' ? scope : '',
    sessionUid: entities.AccessToken?.sessionUid,
    authTime: (entities.AuthorizationCode ?? entities.RefreshToken)?.authTime,
  })
  const sent =
    plainAccess === undefined ? accessToken : await dressAccessToken(plainAccess, issuance, dress.preset)
  ctx.body = {
    ...body,
    access_token: sent,
    ...(plainId && { id_token: await dressIdToken(plainId, issuance, dress.preset, sent) }),
    ...dress.preset.buildTokenResponse(issuance),
  }
}

function dressAccessToken({ claims, key }: PlainToken, issuance: Issuance, preset: Preset): Promise<string> {
  // The default audience means that the client requested no API.
  const audience = claims.aud === preset.defaultAudience ? undefined : [claims.aud ?? []].flat()[0]
  return signContent(preset.buildAccessToken(claims, issuance, audience), key)
}

function dressIdToken(
  { claims, key }: PlainToken,
  issuance: Issuance,
  preset: Preset,
  accessToken: string,
): Promise<string> {
  return signContent(preset.buildIdToken(claims, issuance, hashToken(accessToken, key)), key)
}

/** Introspects a JWT: `oidc-provider` authenticates the client, then refuses a JWT. */
async function introspectJwt(ctx: KoaContextWithOIDC, { preset, readAccessToken }: Dress): Promise<void> {
  const token = findRefusedJwt(ctx)
  if (token === undefined || preset.buildIntrospection === undefined) return
  const claims = (await readAccessToken(token))?.claims
  ctx.status = 200
  ctx.body = claims ? preset.buildIntrospection(claims, ctx.oidc.client?.clientId ?? '') : { active: false }
}

async function revokeJwt(ctx: KoaContextWithOIDC): Promise<void> {
  const token = findRefusedJwt(ctx)
  if (token === undefined) return
  const { client, provider } = ctx.oidc
  const found = await provider.RefreshToken.find(token)
  if (found !== undefined && found.clientId === client?.clientId) await found.destroy()
  ctx.status = 200
  ctx.body = ''
}

function findRefusedJwt(ctx: KoaContextWithOIDC): string | undefined {
  const { error } = (ctx.body ?? {}) as { readonly error?: unknown }
  const token = ctx.oidc.params?.['token']
  return error === 'unsupported_token_type' && typeof token === 'string' ? token : undefined
}

/** The claims of a JWT that `oidc-provider` issued, and the key that signed it. */
interface PlainToken {
  readonly claims: JWTPayload
  readonly key: SigningKey
}

function readPlain(token: string, { keys }: Pick<Dress, 'keys'>): PlainToken | undefined {
  if (token.split('.').length !== 3) return undefined
  const { kid } = decodeProtectedHeader(token)
  const key = keys.find((each) => each.kid === kid)
  if (key === undefined) throw new Error('oidc-provider signed with an unknown key')
  return { claims: decodeJwt(token), key }
}

/** @see OpenID Connect Core 1.0, section 3.1.3.6 */
function hashToken(token: string, { alg }: SigningKey): string {
  const digest = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256')
    .update(token)
    .digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

function buildSessionId(uid: string | undefined): string {
  return deriveUuid(`session ${uid}`)
}

function buildIssuance(
  { addresses, people }: Pick<Dress, 'addresses' | 'people'>,
  said: {
    readonly subject: string | undefined
    readonly clientId: string
    readonly scope: string
    readonly sessionUid?: string | undefined
    readonly authTime?: number | undefined
  },
): Issuance {
  const { subject = '', clientId, scope, sessionUid, authTime } = said
  const found = findPerson(people, subject)
  return {
    ...{ ...addresses, clientId, scope, authTime, sessionId: buildSessionId(sessionUid) },
    account: found && { key: found[0], person: found[1], subject },
  }
}
