import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEngine, type EngineOptions, memoryStore } from '@x/oidc-engine'
import { createOidc } from '@x/oidc-node'
import { createUserAgent, signIn, startProvider } from '@x/oidc-testing'
import { describeMachine } from './authenticated-get/describe-machine.ts'
import { type Contender, cpuClock, measureAlternating } from './measure.ts'

const rounds = 101
const secret = 'a secret of more than thirty-two bytes, for the benchmark'

const kinds: Readonly<Record<string, () => Partial<EngineOptions['session']>>> = {
  'no tokens': () => ({}),
  'tokens in cookies': () => ({ singleProcess: true, keep: { tokens: true } }),
  'tokens in memoryStore': () => ({ store: memoryStore() }),
}

/** Prints what an authenticated request costs that has a session with tokens, of which none is due, beside one without tokens. */
export async function benchKeptTokens(): Promise<void> {
  const contenders: Contender[] = []
  const characters = new Map<string, number>()
  for (const [name, buildSession] of Object.entries(kinds)) {
    const { cookie, engine } = await signInOnce(buildSession())
    characters.set(name, cookie.length)
    const headers: Readonly<Record<string, string>> = { cookie, accept: 'text/html' }
    const request = { method: 'GET', url: '/', header: (header: string) => headers[header] }
    const run = async (): Promise<void> => {
      const requestAuth = engine.authenticate(request)
      const { auth } = requestAuth instanceof Promise ? await requestAuth : requestAuth
      if (auth.status !== 'authenticated') throw new Error(`${name}: the session was not read.`)
    }
    contenders.push({ name, run })
  }
  const medians = await measureAlternating(contenders, rounds, cpuClock)
  const without = medians.get('no tokens') ?? Number.NaN
  console.log(`\nAn authenticated request, nothing due: µs of processor time. ${describeMachine().machine}`)
  console.table(
    Object.fromEntries(
      [...medians].map(([name, time]) => [
        name,
        { µs: time.toFixed(2), more: (time - without).toFixed(2), 'Cookie header': characters.get(name) },
      ]),
    ),
  )
}

/** Signs a person in at a server, and returns an engine that reads the session. */
async function signInOnce(session: Partial<EngineOptions['session']>) {
  const server = http.createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = await startProvider({
    people: { ada: { name: 'Ada', claims: { groups: ['staff'], email: 'ada@example.com' } } },
    clients: [{ clientId: 'app', redirectUris: [`${origin}/login/oauth2/code/main`] }],
    refreshTokens: 'always',
  })
  const options: EngineOptions = {
    baseUrl: origin,
    providers: [
      { providerId: 'main', issuerUrl: provider.issuerUrl, clientId: 'app', rolesClaims: ['groups'] },
    ],
    security: { roleMapping: { staff: ['ROLE_USER'] } },
    session: { secret, ...session },
    log: () => undefined,
  }
  server.on(
    'request',
    createOidc(options).listener((req, res) => res.end(req.auth.status)),
  )
  const agent = createUserAgent()
  const { text } = await signIn(agent, `${origin}/login`, 'ada')
  if (text !== 'authenticated') throw new Error(`The sign-in ended with ${text}.`)
  const cookies = agent.cookies(origin)
  server.close()
  server.closeAllConnections()
  await provider.close()
  // Cookies of the sign-in itself end before.
  const lasting = cookies.filter((cookie) => cookie.TTL() > 1_200_000)
  return { cookie: lasting.map((cookie) => cookie.cookieString()).join('; '), engine: createEngine(options) }
}
