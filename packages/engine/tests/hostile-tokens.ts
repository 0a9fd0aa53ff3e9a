import { createHmac } from 'node:crypto'
import { signJws, type JsonRecord } from '@x/oidc-testing'
import { audience, type BearerFixture } from './bearer-fixture.ts'

/** A token, and whether the engine may look for keys before it refuses it. */
export interface Hostile {
  readonly what: string
  readonly token: string
  readonly costs?: 'keys'
}

type Profile = 'rfc9068' | 'plain_jwt'

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Values that are no claim of any sort; `raw` goes into the JSON as it is. */
const wrong: readonly { readonly raw: string; readonly fits?: readonly string[] }[] = [
  { raw: 'null' },
  { raw: '""', fits: ['scope'] },
  { raw: '" "', fits: ['scope'] },
  { raw: '"\\u0000"', fits: ['client_id', 'jti', 'scope'] },
  { raw: 'true' },
  { raw: 'false' },
  { raw: '{}' },
  { raw: '[]', fits: ['scope'] },
  { raw: '[[]]' },
  { raw: '[null]' },
  { raw: '[{}]' },
  { raw: '-1' },
  { raw: '-1e309' },
  { raw: '1e309' },
  { raw: '1e308' },
  { raw: '9007199254740992' },
  { raw: '"1793000300"', fits: ['sub', 'client_id', 'jti', 'scope'] },
  { raw: '"NaN"', fits: ['sub', 'client_id', 'jti', 'scope'] },
  { raw: '"__proto__"', fits: ['sub', 'client_id', 'jti', 'scope'] },
  { raw: JSON.stringify('x'.repeat(5000)), fits: ['scope'] },
  { raw: JSON.stringify(Array.from({ length: 1000 }, (_, at) => at)) },
  { raw: '{"length":1,"0":"https://api.example.com"}' },
  { raw: '{"toString":"https://api.example.com"}' },
  { raw: '"ünïcode"', fits: ['client_id', 'jti', 'scope'] },
  { raw: '"https://api.example.com\\u0000"', fits: ['client_id', 'jti', 'sub', 'scope'] },
]

const required: Readonly<Record<Profile, readonly string[]>> = {
  rfc9068: ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'],
  plain_jwt: ['iss', 'aud', 'exp'],
}
const every = [...required.rfc9068, 'nbf', 'scope', 'scp', 'cnf']
const types = { rfc9068: 'at+jwt', plain_jwt: 'JWT' }

/** The claims as JSON, with one replaced by this text, or left out. */
function writeClaims(claims: JsonRecord, name: string, raw: string | undefined): string {
  const { [name]: _, ...others } = claims
  const { scope, ...withoutScope } = others
  // What `scope` says counts before `scp`.
  const rest = name === 'scp' || scope === undefined ? withoutScope : others
  const json = JSON.stringify(rest)
  return raw === undefined ? json : `{${JSON.stringify(name)}:${raw},${json.slice(1)}`
}

async function buildClaimGames(fixture: BearerFixture, profile: Profile): Promise<readonly Hostile[]> {
  const games: Hostile[] = []
  const add = async (what: string, payload: unknown, header: JsonRecord = {}): Promise<void> => {
    games.push({ what, token: await fixture.sign(payload, { typ: types[profile], ...header }) })
  }
  for (const name of required[profile])
    await add(`${name} left out`, writeClaims(fixture.buildClaims(), name, undefined))
  for (const name of every) {
    for (const { raw, fits } of wrong) {
      const isTextual = name === 'scp' ? fits?.includes('scope') : fits?.includes(name)
      if (isTextual === true) continue
      // Far from now in either direction, and finite, is a time all the same.
      if (name === 'exp' && raw === '1e308') continue
      await add(`${name}: ${raw.slice(0, 40)}`, writeClaims(fixture.buildClaims(), name, raw))
    }
    const value = JSON.stringify(fixture.buildClaims()[name] ?? 1)
    await add(
      `${name} twice`,
      writeClaims(fixture.buildClaims(), name, `${value},${JSON.stringify(name)}:${value}`),
    )
    const escaped = `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}"`
    await add(
      `${name} twice, once escaped`,
      writeClaims(fixture.buildClaims(), name, `${value},${escaped}:${value}`),
    )
    await add(`${name} in __proto__`, `{"__proto__":${JSON.stringify(fixture.buildClaims())}}`)
    // Claims of the header do not count (RFC 7519, section 5.3).
    if (required[profile].includes(name))
      await add(
        `${name} in the header`,
        writeClaims(fixture.buildClaims(), name, undefined),
        fixture.buildClaims(),
      )
  }
  return games
}

async function buildValueGames(fixture: BearerFixture, profile: Profile): Promise<readonly Hostile[]> {
  const { issuerUrl } = fixture.provider
  const { now } = fixture
  const aud = audience
  const values: Readonly<Record<string, readonly unknown[]>> = {
    iss: [
      `${issuerUrl}/`,
      `${issuerUrl}1`,
      issuerUrl.slice(0, -1),
      issuerUrl.toUpperCase(),
      ` ${issuerUrl}`,
      `${issuerUrl}\n`,
      issuerUrl.replace('http:', 'https:'),
      issuerUrl.replace('localhost', '127.0.0.1'),
      `${issuerUrl}#`,
      `${issuerUrl}?`,
      `${issuerUrl}%2F`,
      [issuerUrl],
      [issuerUrl, issuerUrl],
      { iss: issuerUrl },
      fixture.stranger.issuerUrl,
      'https://evil.example',
      'main',
      '*',
    ],
    aud: [
      `${aud}/`,
      `${aud}.evil.example`,
      aud.slice(0, -1),
      aud.toUpperCase(),
      'api.example.com',
      `http://api.example.com`,
      ` ${aud}`,
      `${aud} other`,
      `${aud},other`,
      `${aud}#x`,
      '*',
      'https://*.example.com',
      'app',
      'mobile',
      [],
      [`${aud}/`],
      ['other', 'another'],
      [[aud]],
      [aud, 7],
      [aud, null],
      [aud, ['x']],
      { 0: aud },
      [{ aud }],
    ],
    exp: [now - 30, now - 31, now - 86_400, 0, 0.5, now - 30.5, -0],
    nbf: [now + 31, now + 86_400, 2 ** 52],
    iat: [now + 31, now + 86_400, 2 ** 52],
    cnf: [{ jkt: 'x' }, { 'x5t#S256': 'x' }, { jwk: {} }, { kid: 'x' }, {}, 'x'],
  }
  const games: Hostile[] = []
  for (const [name, list] of Object.entries(values)) {
    for (const value of list) {
      const token = await fixture.sign(fixture.buildClaims({ [name]: value }), { typ: types[profile] })
      games.push({ what: `${name}: ${JSON.stringify(value)}`, token })
    }
  }
  return games
}

async function buildHeaderGames(fixture: BearerFixture): Promise<readonly Hostile[]> {
  const games: Hostile[] = []
  const key = await fixture.provider.signingKey()
  const add = async (
    header: unknown,
    costs?: 'keys',
    payload: unknown = fixture.buildClaims(),
  ): Promise<void> => {
    const what = typeof header === 'string' ? header : JSON.stringify(header)
    const token = await signJws({ header, payload, key })
    games.push({ what: `header ${what}`.slice(0, 100), token, ...(costs && { costs }) })
  }
  const good = { alg: 'RS256', kid: key.kid, typ: 'at+jwt' }
  const names = ['JWT', 'jwt', 'ID+jwt', 'logout+jwt', 'application/jwt', 'dpop+jwt', 'secevent+jwt']
  const oddTypes = ['', ' at+jwt', 'at+jwt ', 'at+jwt;x', 'aт+jwt', 'JOSE', null, 7, true, ['at+jwt'], {}]
  for (const typ of [...names, ...oddTypes, 'token-introspection+jwt', 'application/application/at+jwt'])
    await add({ ...good, typ })
  await add({ alg: good.alg, kid: good.kid })
  const algs = ['none', 'None', 'NONE', 'nOnE', '', ' RS256', 'RS256 ', 'rs256', 'RS1', 'RS257', 'HS256']
  const more = [
    'HS384',
    'HS512',
    'HS1',
    'ES256K',
    'dir',
    'RSA-OAEP',
    'A256GCM',
    'PBES2-HS256+A128KW',
    'EdDSA\0',
  ]
  for (const alg of [...algs, ...more, null, 7, {}, [], ['RS256'], true]) await add({ ...good, alg })
  await add({ kid: good.kid, typ: good.typ })
  // Another algorithm of our list, with a key of RS256.
  for (const alg of ['RS384', 'RS512', 'PS384', 'PS512', 'ES384', 'ES512', 'Ed25519'])
    await add({ ...good, alg }, 'keys')
  for (const alg of ['PS256', 'ES256', 'EdDSA']) await add({ ...good, alg }, 'keys')
  for (const crit of [['exp'], ['b64'], [], ['alg'], 'exp', null, [''], [7], ['x'.repeat(100)], {}])
    await add({ ...good, crit, b64: false, x: 1 })
  for (const kid of [null, 7, {}, [], true]) await add({ ...good, kid })
  for (const kid of [
    '',
    'unknown',
    '../../dev/null',
    "' OR 1=1",
    '__proto__',
    'constructor',
    'x'.repeat(4000),
  ])
    await add({ ...good, kid }, 'keys')
  for (const duplicate of [
    '"alg":"none","alg":"RS256"',
    '"alg":"RS256","alg":"RS256"',
    '"alg":"RS256","a\\u006cg":"RS256"',
  ])
    await add(`{${duplicate},"kid":"${key.kid}","typ":"at+jwt"}`)
  for (const header of [
    'null',
    '7',
    '"x"',
    '[]',
    '[{}]',
    '{',
    '',
    ' ',
    '{"alg":"RS256"',
    'ÿ',
    '{}',
    '{"alg":1e309}',
  ])
    await add(header)
  return games
}

async function buildEncodingGames(fixture: BearerFixture): Promise<readonly Hostile[]> {
  const good = await fixture.sign()
  const [header = '', payload = '', signature = ''] = good.split('.')
  const games: Hostile[] = []
  const add = (what: string, token: string, costs?: 'keys'): void => {
    games.push({ what, token, ...(costs && { costs }) })
  }
  const parts = [header, payload, signature]
  for (const at of [0, 1, 2]) {
    const part = parts[at] ?? ''
    const replace = (text: string): string => parts.map((old, index) => (index === at ? text : old)).join('.')
    for (const text of [
      '',
      '=',
      part + '=',
      part + '==',
      `=${part}`,
      part + '.',
      `.${part}`,
      part + '~',
      part + '+',
      part + '/',
    ])
      add(`segment ${at} as ${text.slice(0, 3)}…${text.slice(-3)}`, replace(text))
    add(`segment ${at} in base64`, replace(part.replaceAll('-', '+').replaceAll('_', '/') + '+'))
    add(`segment ${at} twice`, replace(part + part), 'keys')
    add(`segment ${at} half`, replace(part.slice(0, (part.length >> 3) * 4)), 'keys')
    for (const cut of [1, 2, 3, 5]) add(`segment ${at} less ${cut}`, replace(part.slice(0, -cut)), 'keys')
    // A byte of another value at every tenth place.
    for (let place = 1; place < part.length - 1; place += 10) {
      const flipped = part.slice(0, place) + (part[place] === 'A' ? 'B' : 'A') + part.slice(place + 1)
      add(`segment ${at} flipped at ${place}`, replace(flipped), 'keys')
    }
  }
  for (const value of [[], 'text', 7, null, true, [fixture.buildClaims()], '{}'])
    add(`payload ${JSON.stringify(value).slice(0, 20)}`, await fixture.sign(JSON.stringify(value)))
  for (const text of ['', ' ', '{', '{"iss":', '\uFEFF{}', 'nul', '{}{}', "{'iss':1}", '{"a":01}'])
    add(`payload text ${text}`, await fixture.sign(text))
  for (const count of [1, 2, 4, 5, 6, 50]) add(`${count} segments`, Array(count).fill('e30').join('.'))
  add('two tokens', `${good}.${good}`)
  add('dots', '...')
  return games
}

/** Signed with something else than a key of the provider. */
async function buildSignatureGames(fixture: BearerFixture): Promise<readonly Hostile[]> {
  const { kid, publicJwk } = await fixture.provider.signingKey()
  const games: Hostile[] = []
  const claims = encode(fixture.buildClaims())
  const secrets = ['', 'secret', '\0', JSON.stringify(publicJwk), publicJwk.n ?? '', `${publicJwk.n}\n`, kid]
  for (const alg of ['HS256', 'HS384', 'HS512'] as const) {
    for (const secret of secrets) {
      const input = `${encode({ alg, kid, typ: 'at+jwt' })}.${claims}`
      const hash = alg.replace('HS', 'sha')
      const token = `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`
      games.push({ what: `${alg} with ${secret.slice(0, 10)}`, token })
    }
  }
  const key = await fixture.stranger.signingKey()
  const payload = fixture.buildClaims()
  const jwk = key.publicJwk
  for (const more of [
    {},
    { jwk },
    { jku: `${fixture.stranger.issuerUrl}/jwks` },
    { x5u: fixture.stranger.issuerUrl },
    { x5c: ['MIIB'] },
    { jwk, kid: key.kid },
    { kid: key.kid, jku: `${fixture.stranger.issuerUrl}/jwks` },
  ]) {
    const token = await signJws({ header: { alg: 'RS256', kid, typ: 'at+jwt', ...more }, payload, key })
    games.push({ what: `another key with ${Object.keys(more).join(' ')}`, token, costs: 'keys' })
  }
  return games
}

/** Valid tokens of another kind, or of another party. */
async function buildOtherTokens(fixture: BearerFixture): Promise<readonly Hostile[]> {
  const { now } = fixture
  const base = { iss: fixture.provider.issuerUrl, sub: 'ada', iat: now, exp: now + 300, jti: 'x' }
  const idToken = { ...base, aud: 'app', nonce: 'n', at_hash: 'x', groups: ['admins'] }
  const logoutToken = {
    ...base,
    aud: 'app',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  }
  const others: Hostile[] = []
  for (const payload of [idToken, logoutToken, { ...idToken, aud: ['app'] }, { ...logoutToken, sid: 's' }]) {
    for (const typ of ['JWT', 'logout+jwt', 'at+jwt', undefined]) {
      for (const aud of ['app', ...(typ === 'at+jwt' ? [] : ['https://api.example.com'])]) {
        const header = { alg: 'RS256', kid: (await fixture.provider.signingKey()).kid, ...(typ && { typ }) }
        const key = await fixture.provider.signingKey()
        const token = await signJws({ header, payload: { ...payload, aud }, key })
        others.push({ what: `${typ} for ${aud}`, token })
      }
    }
  }
  const foreign = fixture.buildClaims({ iss: fixture.stranger.issuerUrl })
  others.push({
    what: "another provider's",
    token: await fixture.stranger.signJwt(foreign, { typ: 'at+jwt' }),
  })
  return others
}

/** Everything hostile that can be said of a token where RFC 9068 is followed. */
export async function buildHostileTokens(fixture: BearerFixture): Promise<readonly Hostile[]> {
  return [
    ...(await buildClaimGames(fixture, 'rfc9068')),
    ...(await buildValueGames(fixture, 'rfc9068')),
    ...(await buildHeaderGames(fixture)),
    ...(await buildEncodingGames(fixture)),
    ...(await buildSignatureGames(fixture)),
    ...(await buildOtherTokens(fixture)),
  ]
}

/** The same where it is not followed. */
export async function buildHostilePlainTokens(fixture: BearerFixture): Promise<readonly Hostile[]> {
  return [
    ...(await buildClaimGames(fixture, 'plain_jwt')),
    ...(await buildValueGames(fixture, 'plain_jwt')),
    ...(await buildPlainGames(fixture)),
  ]
}

/** Tokens that only a look at their claims tells from access tokens: all are for us. */
async function buildPlainGames(fixture: BearerFixture): Promise<readonly Hostile[]> {
  const { client_id: _, scope: __, ...unmarked } = fixture.buildClaims()
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const payloads: readonly JsonRecord[] = [
    unmarked,
    { ...unmarked, azp: 'mobile', roles: ['x'] },
    { ...unmarked, scope: 'read', nonce: 'n' },
    { ...unmarked, scope: 'read', at_hash: 'x' },
    { ...unmarked, scope: 'read', c_hash: 'x' },
    { ...unmarked, scope: 'read', s_hash: 'x' },
    { ...unmarked, scope: 'read', events },
    { ...unmarked, scope: 'read', events: null },
    { ...unmarked, typ: 'Bearer', at_hash: 'x' },
    { ...unmarked, token_use: 'access', events },
    ...['ID', 'Refresh', 'Offline', 'Logout', 'bearer', '', null, 7, ['Bearer']].map((typ) => ({
      ...fixture.buildClaims(),
      typ,
    })),
    ...['id', 'refresh', 'Access', '', null, ['access']].map((use) => ({
      ...fixture.buildClaims(),
      token_use: use,
    })),
    { ...unmarked, sub: undefined, scope: 'read' },
    { ...unmarked, sub: null, client_id: 'mobile' },
    { ...unmarked, sub: '', client_id: 'mobile' },
    { ...unmarked, aud: undefined, client_id: audience, token_use: 'access' },
  ]
  const games: Hostile[] = []
  for (const typ of ['JWT', 'jwt', 'application/jwt']) {
    for (const payload of payloads) {
      const what = `${typ} ${JSON.stringify(payload).slice(-60)}`
      games.push({ what, token: await fixture.sign(payload, { typ }) })
    }
  }
  for (const typ of [
    '',
    'logout+jwt',
    'id+jwt',
    'dpop+jwt',
    'JWTs',
    ' JWT',
    null,
    7,
    ['JWT'],
    'token-introspection+jwt',
  ])
    games.push({ what: `typ ${String(typ)}`, token: await fixture.sign(fixture.buildClaims(), { typ }) })
  return games
}
