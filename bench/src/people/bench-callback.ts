import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createEngine, type Engine, type HttpRequest } from '@x/oidc-engine'
import { createUserAgent, signIn } from '@x/oidc-testing'
import { CompactEncrypt, createRemoteJWKSet, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import { fileURLToPath } from 'node:url'
import { describeMachine } from '../authenticated-get/describe-machine.ts'
import { clientSecret, person, sessionSecret } from '../authenticated-get/person.ts'
import { cpuClock, median } from '../measure.ts'
import { writeCallback } from '../report/results.ts'
import { writeReport } from '../report/write-report.ts'
import { buildSignInOptions } from '../servers/sign-in-options.ts'
import { buildSealedSession } from './session-sample.ts'

const origin = 'http://localhost:9'
const callbackPath = '/login/oauth2/code/provider'
const client = { client_id: 'client' }
/** The compiler gets to know the code. */
const warmUpShare = 0.3

/** The parts of a callback that no library can do without, and the callback. */
type Part = 'callback' | 'tokenRequest' | 'verification' | 'seal'

/** Signs in again and again at a provider in another process, and prints what a callback takes beside its parts. */
export async function benchCallback(signIns: number): Promise<void> {
  const provider = fork(fileURLToPath(new URL('./programs/provider.ts', import.meta.url)))
  try {
    provider.send({ clientId: client.client_id, clientSecret, redirectUris: [origin + callbackPath] })
    const [issuerUrl] = (await once(provider, 'message')) as [string]
    const samples = await measureParts(issuerUrl, signIns)
    const of = (part: Part): number => Math.round(median(samples[part].slice(signIns * warmUpShare)))
    const result = {
      ...{ ...describeMachine(), signIns, callback: of('callback') },
      ...{ tokenRequest: of('tokenRequest'), verification: of('verification'), seal: of('seal') },
    }
    writeCallback(result)
    writeReport()
    console.log('\nOne callback beside its parts: µs of processor time')
    console.table(result)
  } finally {
    end(provider)
  }
}

function end(provider: ChildProcess): void {
  provider.disconnect()
}

/** Both take turns, so that a slow moment of the machine hits both. */
async function measureParts(issuerUrl: string, signIns: number): Promise<Readonly<Record<Part, number[]>>> {
  const engine = createEngine(
    buildSignInOptions({
      ...{ BASE_URL: origin, ISSUER_URL: issuerUrl, CLIENT_ID: client.client_id },
      ...{ CLIENT_SECRET: clientSecret, SESSION_SECRET: sessionSecret },
    }),
  )
  const parts = await createParts(issuerUrl)
  const samples: Record<Part, number[]> = { callback: [], tokenRequest: [], verification: [], seal: [] }
  for (let at = 0; at < signIns; at += 1) {
    const request = await signInBefore(engine)
    const answer = await time(samples.callback, () => engine.handle(request))
    const cookies = answer?.headers.getSetCookie() ?? []
    if (answer?.status !== 303 && answer?.status !== 302)
      throw new Error(`A callback answered ${answer?.status}.`)
    if (cookies.length === 0) throw new Error('A callback set no session.')

    const { code, verifier } = await parts.obtainCode()
    const idToken = await time(samples.tokenRequest, () => parts.requestTokens(code, verifier))
    await time(samples.verification, () => parts.verifyIdToken(idToken))
    await time(samples.seal, () => parts.sealSession())
  }
  return samples
}

async function time<Result>(samples: number[], run: () => Promise<Result>): Promise<Result> {
  const before = cpuClock()
  const result = await run()
  samples.push(cpuClock() - before)
  return result
}

/** Goes the way to the callback, and stops in front of it. */
async function signInBefore(engine: Pick<Engine, 'handle'>): Promise<HttpRequest> {
  const start = await engine.handle(requestOf('/oauth2/authorization/provider'))
  const cookie = (start?.headers.getSetCookie() ?? []).map((line) => line.split(';')[0]).join('; ')
  const url = await signInAt(start?.headers.get('location') ?? '')
  return requestOf(url.pathname + url.search, cookie)
}

/** @returns where the provider sends the browser back to */
async function signInAt(authorizationUrl: string): Promise<URL> {
  const end = await signIn(createUserAgent(), authorizationUrl, person, { stopBefore: origin + callbackPath })
  return new URL(end.chain.at(-1)?.location ?? '')
}

function requestOf(url: string, cookie?: string): HttpRequest {
  return { method: 'GET', url, header: (name) => (name === 'cookie' ? cookie : undefined) }
}

async function createParts(issuerUrl: string) {
  const issuer = new URL(issuerUrl)
  const insecure = { [oauth.allowInsecureRequests]: true }
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const keys = createRemoteJWKSet(new URL(server.jwks_uri ?? ''))
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const redirectUri = origin + callbackPath
  return {
    async obtainCode() {
      const verifier = oauth.generateRandomCodeVerifier()
      const url = new URL(server.authorization_endpoint ?? '')
      url.search = new URLSearchParams({
        ...{ client_id: client.client_id, redirect_uri: redirectUri, response_type: 'code' },
        ...{ scope: 'openid email profile', state: 'the-state', code_challenge_method: 'S256' },
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      }).toString()
      const code = oauth.validateAuthResponse(server, client, await signInAt(url.href), 'the-state')
      return { code, verifier }
    },
    async requestTokens(code: URLSearchParams, verifier: string): Promise<string> {
      const authentication = oauth.ClientSecretBasic(clientSecret)
      const response = await oauth.authorizationCodeGrantRequest(
        ...([server, client, authentication, code, redirectUri, verifier] as const),
        insecure,
      )
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
        requireIdToken: true,
      })
      return tokens.id_token ?? ''
    },
    verifyIdToken: (idToken: string) =>
      jwtVerify(idToken, keys, { issuer: issuerUrl, audience: client.client_id, algorithms: ['RS256'] }),
    sealSession: () =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify(buildSealedSession())))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
  }
}
