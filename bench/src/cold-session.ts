import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEngine, type Engine } from '@x/oidc-engine'
import { createOidc } from '@x/oidc-node'
import { CompactEncrypt, base64url, compactDecrypt } from 'jose'
import { collectCookies } from './authenticated-get/collect-cookies.ts'
import { describeMachine } from './authenticated-get/describe-machine.ts'
import {
  clientSecret,
  expected,
  person,
  sessionSecret,
  startProviderOfPerson,
} from './authenticated-get/person.ts'
import { measureAlternating } from './measure.ts'
import { writeSessionRead } from './report/results.ts'
import { writeReport } from './report/write-report.ts'
import { buildSignInOptions } from './servers/sign-in-options.ts'

/** More than the processor's own caches hold. */
const coldCookies = 1500
const rounds = 41
/** Before it is timed: a sample has too few cold reads for the compiler to get to know so much code. */
const warmUpRuns = 5000

/** Prints what it costs to read a session that was not read before, beside jose's own decryption of as many bytes. */
export async function benchColdSession(): Promise<void> {
  const { cookies, readCold, readWarm } = await collectSessions()
  const sealed = await sealLike(cookies[0] ?? '', cookies.length)
  const names = { cold: 'a session, cold', jose: "jose's compactDecrypt", warm: 'a session, warm' }
  const next = createTurns(cookies.length)
  const nextSealed = createTurns(cookies.length)
  const contenders = [
    { name: names.cold, run: () => readCold(cookies[next()] ?? '') },
    { name: names.jose, run: () => compactDecrypt(sealed.texts[nextSealed()] ?? '', sealed.key) },
    { name: names.warm, run: () => readWarm(cookies[0] ?? '') },
  ]
  for (const { run } of contenders) for (let at = 0; at < warmUpRuns; at += 1) await run()
  const medians = await measureAlternating(contenders, rounds)
  console.log('\nReading who is calling: µs')
  console.table(Object.fromEntries([...medians].map(([name, time]) => [name, time.toFixed(1)])))
  const of = (name: string): number => Math.round((medians.get(name) ?? Number.NaN) * 10) / 10
  writeSessionRead({ ...describeMachine(), cold: of(names.cold), jose: of(names.jose), warm: of(names.warm) })
  writeReport()
}

/** Signs a person in, and has the session written again as often as needed: the same content, sealed anew each time. */
async function collectSessions() {
  const provider = await startProviderOfPerson()
  const server = http.createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const options = buildSignInOptions({
    BASE_URL: origin,
    ISSUER_URL: provider.issuerUrl,
    CLIENT_ID: 'client',
    CLIENT_SECRET: clientSecret,
    SESSION_SECRET: sessionSecret,
  })
  await provider.registerClient({
    clientId: 'client',
    clientSecret,
    redirectUris: [`${origin}/login/oauth2/code/provider`],
  })
  server.on(
    'request',
    createOidc(options).listener((req, res) => res.end(`hello ${req.auth.user?.name}`)),
  )
  const cookie = await collectCookies(`${origin}/login`, person, expected)
  server.close()
  server.closeAllConnections()
  await provider.close()

  const { idleSeconds } = createEngine(options).config.session
  const now = Math.floor(Date.now() / 1000)
  const ports = { now: () => now + idleSeconds / 2 }
  const later = createEngine(options, ports)
  const uncached = createEngine({ ...options, session: { ...options.session, cacheMebibytes: 0 } }, ports)
  const cookies: string[] = []
  while (cookies.length < coldCookies) {
    const { setCookies } = await later.authenticate(requestOf(cookie))
    cookies.push(setCookies[0]?.split(';')[0] ?? '')
  }
  const readBy =
    ({ authenticate }: Pick<Engine, 'authenticate'>) =>
    async (text: string): Promise<void> => {
      const { auth } = await authenticate(requestOf(text))
      if (auth.status !== 'authenticated') throw new Error('A session was not read.')
    }
  return { cookies, readCold: readBy(uncached), readWarm: readBy(later) }
}

function requestOf(cookie: string) {
  return { method: 'GET', url: '/', header: (name: string) => (name === 'cookie' ? cookie : undefined) }
}

/** Seals as many texts as there are sessions, of the same length and under the same header, with a key that is kept. */
async function sealLike(cookie: string, count: number) {
  const [header = '', , , ciphertext = ''] = (cookie.split('=')[1] ?? '').split('.')
  const protectedHeader = JSON.parse(new TextDecoder().decode(base64url.decode(header))) as {
    alg: string
    enc: string
  }
  const payload = new Uint8Array(base64url.decode(ciphertext).length).fill(0x20)
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const texts: string[] = []
  while (texts.length < count)
    texts.push(await new CompactEncrypt(payload).setProtectedHeader(protectedHeader).encrypt(key))
  return { key, texts }
}

function createTurns(count: number): () => number {
  let turn = 0
  return () => (turn = (turn + 1) % count)
}
