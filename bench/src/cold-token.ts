import { rejects } from 'node:assert/strict'
import { createEngine, type HttpRequest } from '@x/oidc-engine'
import { startMisbehavingProvider, type SigningAlg } from '@x/oidc-testing'
import { createLocalJWKSet, jwtVerify, type JWK } from 'jose'
import { describeMachine } from './authenticated-get/describe-machine.ts'
import { forgeToken } from './authenticated-get/forge-token.ts'
import { audience, clientSecret, email, sessionSecret } from './authenticated-get/person.ts'
import { readPeerVersion } from './authenticated-get/read-peer-version.ts'
import { measureAlternating, type Contender } from './measure.ts'
import { mintToken } from './people/mint-tokens.ts'
import { writeTokenVerification, type TokenContender } from './report/results.ts'
import { writeReport } from './report/write-report.ts'
import { buildApiOptions, buildBearerOptions } from './servers/api-options.ts'

/** More than the processor's own caches hold. */
const coldTokens = 1500
const rounds = 41
/** Before it is timed: a sample has too few cold verifications for the compiler to get to know so much code. */
const warmUpRuns = 5000
const algorithms: readonly SigningAlg[] = ['RS256', 'ES256']

/** Of the packages that are installed for the benchmarks alone. */
const fastJwtFile = '../peers/fast-jwt/create-token-verifier.mjs'

type TokenReader = (token: string) => unknown

/** A server that verifies tokens, and reports one that is not valid. */
interface Reader extends Pick<TokenContender, 'name' | 'kind'> {
  readonly read: TokenReader
  /** Whether it is asked about one token again and again. */
  readonly isWarm: boolean
}

interface FastJwtModule {
  readonly createTokenVerifier: (options: {
    readonly jwk: JWK | undefined
    readonly issuer: string
    readonly audience: string
    readonly cache: boolean
  }) => (token: string) => { readonly sub?: string }
}

/** Prints what it costs to verify an access token that was not seen before, beside jose's own verification of the same. */
export async function benchColdToken(): Promise<void> {
  const contenders: TokenContender[] = []
  for (const algorithm of algorithms) {
    const { readers, medians } = await measureAlgorithm(algorithm)
    for (const [index, { name, kind }] of readers.entries()) {
      const microseconds = {
        ...contenders[index]?.microseconds,
        [algorithm]: Math.round((medians.get(name) ?? Number.NaN) * 10) / 10,
      }
      contenders[index] = { name, kind, microseconds }
    }
  }
  console.log('\nVerifying an access token: µs')
  console.table(Object.fromEntries(contenders.map(({ name, microseconds }) => [name, microseconds])))
  writeTokenVerification({ ...describeMachine(), contenders })
  writeReport()
}

async function measureAlgorithm(algorithm: SigningAlg) {
  const provider = await startMisbehavingProvider({ signingAlgs: [algorithm] })
  const { issuerUrl, publishedKeys, signJwt } = provider
  const warm = await mintToken(issuerUrl, signJwt, email)
  const cold: string[] = []
  while (cold.length < coldTokens) cold.push(await mintToken(issuerUrl, signJwt, email))
  const readers = await createReaders(issuerUrl, publishedKeys().keys)
  for (const { read } of readers) await rejects(async () => read(forgeToken(warm)))
  const contenders = readers.map(({ name, read, isWarm }): Contender => {
    const next = createTurns(cold)
    return { name, run: isWarm ? () => read(warm) : () => read(next()) }
  })
  for (const { run } of contenders) for (let at = 0; at < warmUpRuns; at += 1) await run()
  const medians = await measureAlternating(contenders, rounds)
  await provider.close()
  return { readers, medians }
}

async function createReaders(issuer: string, keys: readonly JWK[]): Promise<readonly Reader[]> {
  const { createTokenVerifier } = (await import(new URL(fastJwtFile, import.meta.url).href)) as FastJwtModule
  const fastJwt = `fast-jwt ${readPeerVersion('fast-jwt')}`
  const createFastJwt = (cache: boolean): TokenReader => {
    const verify = createTokenVerifier({ jwk: keys[0], issuer, audience, cache })
    return (token) => expectSubject(verify(token).sub)
  }
  return [
    { name: "jose's `jwtVerify`, the key kept", kind: 'peer', read: createJose(issuer, keys), isWarm: false },
    { name: 'a token, cold', kind: 'ours', read: createOurs(issuer, 'off'), isWarm: false },
    { name: 'a token, warm', kind: 'ours', read: createOurs(issuer, 'on'), isWarm: true },
    { name: `${fastJwt}, cold`, kind: 'peer', read: createFastJwt(false), isWarm: false },
    { name: `${fastJwt} with its cache, warm`, kind: 'peer', read: createFastJwt(true), isWarm: true },
  ]
}

function createJose(issuer: string, keys: readonly JWK[]): TokenReader {
  const keySet = createLocalJWKSet({ keys: [...keys] })
  const algorithm = keys[0]?.alg ?? ''
  const requiredClaims = ['exp', 'iat', 'sub', 'client_id', 'jti']
  const expected = { issuer, audience, typ: 'at+jwt', algorithms: [algorithm], requiredClaims }
  return async (token) => expectSubject((await jwtVerify(token, keySet, expected)).payload.sub)
}

function createOurs(issuer: string, cache: 'on' | 'off'): TokenReader {
  const options = buildApiOptions({
    BASE_URL: 'https://app.example.com',
    ISSUER_URL: issuer,
    CLIENT_ID: 'client',
    CLIENT_SECRET: clientSecret,
    SESSION_SECRET: sessionSecret,
  })
  const guard = createEngine(options).bearer(buildBearerOptions({ AUDIENCE: audience, TOKEN_CACHE: cache }))
  return async (token) =>
    expectSubject((await guard.authenticate(requestWith(token))).requestAuth?.auth.user?.subject)
}

function requestWith(token: string): HttpRequest {
  return {
    method: 'GET',
    url: '/',
    header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined),
  }
}

function expectSubject(subject: string | undefined): void {
  if (subject !== email) throw new Error('A token was not verified.')
}

function createTurns(tokens: readonly string[]): () => string {
  let turn = 0
  return () => tokens[(turn += 1) % tokens.length] ?? ''
}
