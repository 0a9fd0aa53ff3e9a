import { createHash, randomUUID } from 'node:crypto'
import { signJws, type JsonRecord, type Twists } from '@x/oidc-testing'
import { describe, expect, it } from 'vitest'
import { baseUrl, useBearerFixture, type Api } from './bearer-fixture.ts'
import { clientSecret, sessionSecret } from './start-app.ts'

const fixture = useBearerFixture()
const json = { 'content-type': 'application/json' }

/** Everything that an engine wrote, into its log and into answers. */
async function read(api: Api, answers: readonly (Response | undefined)[]): Promise<string> {
  const written = await Promise.all(
    answers.map(async (answer) => JSON.stringify([[...(answer?.headers ?? [])], await answer?.text()])),
  )
  return [JSON.stringify(api.events), ...written, ...api.asked].join('\n')
}

/** What gives a token away: itself, its signature, its hash, and what it is about. */
function listSecrets(token: string): readonly string[] {
  const hash = createHash('sha256').update(token)
  const [, payload = token, signature = token] = token.split('.')
  return [token, payload, signature, hash.copy().digest('base64url'), hash.digest('hex'), 'canary']
}

describe('CVE-2024-51752: neither log nor answer nor address holds', () => {
  const faults: readonly (readonly [string, Twists])[] = [
    ['nothing that goes wrong', {}],
    ['keys that are down', { respond: ({ path }) => (path === '/jwks' ? { status: 500 } : undefined) }],
    [
      'keys that are none',
      { respond: ({ path }) => (path === '/jwks' ? { headers: json, body: '[' } : undefined) },
    ],
    ['another issuer', { metadata: (metadata) => ({ ...metadata, issuer: 'https://evil.example' }) }],
    [
      'introspection that refuses us',
      { respond: ({ path }) => (path === '/introspect' ? { status: 401 } : undefined) },
    ],
    [
      'introspection that repeats what it was asked',
      { respond: ({ path, body }) => (path === '/introspect' ? { headers: json, body } : undefined) },
    ],
  ]

  it.each(faults)('a token or a secret, with %s', async (_, twists) => {
    for (const format of ['jwt', 'opaque'] as const) {
      fixture.provider.twist(twists)
      const api = fixture.createApi({ accessTokenFormat: format })
      const claims = (changes: JsonRecord): JsonRecord =>
        fixture.buildClaims({ email: 'canary@example.com', jti: 'canary', ...changes })
      const changes: readonly JsonRecord[] = [
        {},
        { exp: 1 },
        { aud: 'other' },
        { groups: [] },
        { scope: '' },
        { cnf: { jkt: 'x'.repeat(43) } },
        // The log names an issuer that no provider has.
        { iss: 'https://other.example' },
      ]
      const secrets = [clientSecret, sessionSecret, encodeURIComponent(clientSecret)]
      const answers: (Response | undefined)[] = []
      for (const change of changes) {
        const jwt = await fixture.sign(claims(change))
        const tokens = [jwt, fixture.provider.issueAccessToken(claims(change)), jwt.slice(0, -2)]
        for (const token of tokens) {
          secrets.push(...listSecrets(token))
          for (const authorization of [`Bearer ${token}`, `DPoP ${token}`, `Bearer ${token},`, token])
            for (const bearer of [{ scopes: ['read'] }, { dpop: 'accepted', roles: 'ROLE_ADMIN' }] as const)
              answers.push((await api.send({ authorization, dpop: token }, bearer)).response)
        }
      }
      const written = await read(api, answers)
      expect(secrets.filter((secret) => secret !== '' && written.includes(secret))).toEqual([])
    }
  })

  it('a proof or its nonce, but for the nonce that is handed out', async () => {
    const api = fixture.createApi()
    const key = await fixture.stranger.signingKey()
    const token = await fixture.sign(fixture.buildClaims({ cnf: { jkt: key.kid } }))
    const ath = createHash('sha256').update(token).digest('base64url')
    const jti = randomUUID()
    const build = (claims: JsonRecord): Promise<string> =>
      signJws({
        header: { typ: 'dpop+jwt', alg: key.alg, jwk: key.publicJwk },
        payload: { htm: 'GET', htu: `${baseUrl}/api`, iat: fixture.now, jti, ath, ...claims },
        key,
      })
    const answers: (Response | undefined)[] = []
    const secrets = [...listSecrets(token), jti, key.kid]
    for (const claims of [{}, {}, { htm: 'POST' }, { nonce: 'canary' }, { htu: 'https://canary.example' }]) {
      const dpop = await build(claims)
      secrets.push(...listSecrets(dpop))
      for (const bearer of [{ dpop: 'accepted' }, { dpop: 'required_with_nonce' }] as const)
        answers.push((await api.send({ authorization: `DPoP ${token}`, dpop }, bearer)).response)
    }
    const written = await read(api, answers)
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([])
    expect(JSON.stringify(api.events)).not.toContain(
      answers.map((answer) => answer?.headers.get('dpop-nonce')).find((nonce) => typeof nonce === 'string'),
    )
  })

  it('a text that a request wants repeated: a challenge contains only configured values', async () => {
    const api = fixture.createApi()
    const bearer = { scopes: ['read'], resource: `${baseUrl}/api` }
    const hostile = [
      'canary',
      '"canary',
      'x", scope="canary',
      'canary\\',
      'x\r\nset-cookie: canary=1',
      'canary,',
    ]
    for (const text of hostile)
      for (const authorization of [`Bearer ${text}`, `${text} x`, text, `Bearer x ${text}`]) {
        const headers = { authorization, dpop: text, host: text, origin: text, referer: text }
        const { response } = await api.send(headers, bearer, `${baseUrl}/${text}?${text}`)
        expect(response?.headers.get('www-authenticate')).toMatch(
          /^Bearer (?:error="invalid_\w+", error_description="[\w ]+", )?(?:scope="read", )?resource_metadata="https:\/\/app\.example\.com\/\.well-known\/oauth-protected-resource\/api"$/u,
        )
        expect(response?.headers.get('set-cookie')).toBeNull()
        expect(await read(api, [response])).not.toContain('canary')
      }
  })
})
