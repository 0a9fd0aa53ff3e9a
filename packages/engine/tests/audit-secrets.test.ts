import type { EngineEvent, StreamEvent } from '@x/oidc-engine'
import { startMisbehavingProvider, type JsonRecord } from '@x/oidc-testing'
import { expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { clientSecret, createAppEngine, sessionSecret } from './start-app.ts'

const baseUrl = 'https://app.example.com'
const audience = 'https://api.example.com'

/** Every text in a value, at any depth, names of members included. */
function listTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [name, ...listTexts(member)])
}

/** The values of a form or a query, from which an attacker can go on. */
const listValues = (parameters: URLSearchParams, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => parameters.getAll(name))

it('events contain no secret, token, code, state, cookie, query, header or body', async () => {
  const secrets = new Set([clientSecret, sessionSecret, encodeURIComponent(clientSecret)])
  const keep = (values: readonly string[]): void => {
    for (const value of values) if (value.length > 10) secrets.add(value)
  }
  const provider = await startMisbehavingProvider({
    clients: [{ clientId: 'app', clientSecret, redirectUris: [] }],
    claims: { sub: 'ada', name: 'Ada', groups: ['staff'], email: 'canary@example.com' },
  })
  provider.twist({
    respond: ({ body, headers, query }) => {
      keep([headers.authorization ?? ''])
      keep(listValues(query, ['state', 'nonce', 'code_challenge', 'id_token_hint']))
      keep(listValues(new URLSearchParams(body), ['code', 'code_verifier', 'client_secret', 'token']))
      return undefined
    },
    tokenResponse: (answer: JsonRecord) => {
      const tokens = Object.entries(answer).filter(([name]) => name.endsWith('_token'))
      keep(tokens.flatMap(([, token]) => [String(token), ...String(token).split('.')]))
      return answer
    },
  })
  const streamed: StreamEvent[] = []
  const options = { onEvent: (event: StreamEvent) => streamed.push(event) }
  const { engine, events } = createAppEngine(baseUrl, { issuerUrl: provider.issuerUrl, options })

  /** Sends a request with something secret in every place. */
  async function send(path: string, sent: Readonly<Record<string, string>>, gate: object): Promise<void> {
    const headers: Readonly<Record<string, string>> = {
      ...{
        accept: 'text/html',
        host: 'canary.example',
        referer: `${baseUrl}/?canary`,
        origin: 'https://canary.example',
      },
      ...{ 'user-agent': 'canary', 'x-forwarded-for': 'canary', forwarded: 'for=canary', dpop: 'canary' },
      ...sent,
    }
    const request = {
      ...{
        method: 'POST',
        url: `https://canary:canary@app.example.com${path}?canary=canary&access_token=canary#canary`,
      },
      header: (name: string) => headers[name],
      body: () => Promise.resolve('canary=canary'),
    }
    await engine.handle(request)
    await engine.gate(request, gate as never)
  }

  const api = { bearer: { audience } }
  try {
    const browser = openEngineBrowser(engine)
    const session = async (): Promise<string> => {
      await browser.signIn()
      keep([...browser.cookies.values()])
      return [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    }
    const cookie = await session()
    for (const gate of [
      {},
      { role: 'ROLE_ADMIN' },
      { role: { all: ['ROLE_ADMIN'] } },
      { role: undefined },
      api,
    ]) {
      await send('/admin', { cookie }, gate)
      await send('/admin', { cookie: cookie.replaceAll(/=./gu, '=canary') }, gate)
    }
    const claims = {
      ...{ iss: provider.issuerUrl, aud: audience, client_id: 'canary', jti: 'canary', email: 'canary' },
      ...{ sub: 'ada', scope: 'canary', iat: 1, exp: 4_000_000_000 },
    }
    const sign = (changes: JsonRecord, typ = 'at+jwt'): Promise<string> =>
      provider.signJwt({ ...claims, ...changes }, { typ })
    const tokens = [
      ...['canary', 'canary.canary.canary', await sign({ groups: [] }), await sign({ groups: ['staff'] })],
      ...[await sign({ aud: 'canary' }), await sign({ exp: 1 }), await sign({}, 'canary')],
      await sign({ cnf: { jkt: 'canary'.padEnd(43, 'x') } }),
    ]
    for (const token of tokens) {
      keep([token, ...token.split('.')])
      for (const gate of [api, { ...api, role: 'ROLE_ADMIN' }, { bearer: { audience, dpop: 'accepted' } }])
        for (const scheme of ['Bearer', 'DPoP', 'Basic', 'canary'])
          await send('/api', { authorization: `${scheme} ${token}`, cookie }, gate)
    }
    for (const path of ['/logout', '/login', '/login/oauth2/code/main', '/oauth2/authorization/main'])
      await send(path, { cookie }, {})
    for (const query of ['state=canary&code=canary', 'state=canary&error=canary', 'canary'])
      await browser.get(`/login/oauth2/code/main?${query}`)
    await browser.post('/logout?canary=canary')
    provider.setClaims({ sub: 'eve', name: 'Eve', groups: [], email: 'canary@example.com' })
    await session()
  } finally {
    await provider.close()
  }

  const codes = new Set<string>(events.map(({ code }: EngineEvent) => code))
  for (const code of ['signed_in', 'signed_out', 'access_denied', 'gate_refused', 'bearer_refused'])
    expect(codes).toContain(code)
  expect(secrets.size).toBeGreaterThan(30)
  expect(streamed.length).toBeGreaterThan(events.length)
  for (const text of [...events, ...streamed].flatMap(listTexts)) {
    expect(text).not.toMatch(/canary/iu)
    for (const secret of secrets) expect(text).not.toContain(secret)
  }
})
