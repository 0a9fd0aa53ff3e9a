// A process of its own, on Node or Bun: what runs before changes what the compiler knows.
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  createSecretKey,
  randomBytes,
  verify,
} from 'node:crypto'
import { createEngine } from '@x/oidc-engine'
import { startMisbehavingProvider, type SigningAlg } from '@x/oidc-testing'
import { convertToDer } from '../../../../packages/engine/src/crypto/ecdsa-der.ts'
import { audience, email } from '../../authenticated-get/person.ts'
import { cpuClock, measureAlternating, type Contender } from '../../measure.ts'
import { buildApiOptions, buildBearerOptions } from '../../servers/api-options.ts'
import { buildSignInOptions } from '../../servers/sign-in-options.ts'
import type { Limits } from '../limits.ts'
import { mintToken } from '../mint-tokens.ts'
import { buildSealedSession, offlineEnvironment, requestWith, sealSessions } from '../session-sample.ts'

/** They come in turns, and the caches of the engines are off. */
const coldSessions = 4000
const coldTokens = 1500
/** Before it is timed: the compiler gets to know the code. */
const warmUpRuns = 30_000

const rounds = Number(process.argv[2] ?? 21)
const credential = process.argv[3] ?? 'cookie'

const byAlgorithm: Record<string, readonly [verifyAlone: number, coldToken: number]> = {}
const [openAlone, coldSession] = credential === 'cookie' ? await measure(await createSessionContenders()) : []
if (credential === 'token')
  for (const algorithm of ['RS256', 'ES256'] as const) byAlgorithm[algorithm] = await measureTokens(algorithm)

const pick = (at: 0 | 1): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(byAlgorithm).map(([algorithm, times]) => [algorithm, times[at]]))
const limits: Limits = {
  ...(openAlone !== undefined && coldSession !== undefined && { openAlone, coldSession }),
  ...{ verifyAlone: pick(0), coldToken: pick(1) },
}
const { bun, node } = process.versions
const name = bun === undefined ? `Node ${node}` : `Bun ${bun}`
process.stdout.write(JSON.stringify({ name, limits }))

async function measure(contenders: readonly Contender[]): Promise<readonly number[]> {
  for (const { run } of contenders) for (let at = 0; at < warmUpRuns; at += 1) await run()
  const medians = await measureAlternating(contenders, rounds, cpuClock)
  return contenders.map((contender) => medians.get(contender.name) ?? Number.NaN)
}

async function createSessionContenders(): Promise<readonly Contender[]> {
  const cookies = await sealSessions(coldSessions)
  const engine = createEngine(buildSignInOptions({ ...offlineEnvironment, SESSION_CACHE: 'off' }))
  const open = createOpener()
  const next = createTurns(cookies)
  return [
    { name: 'open', run: open },
    {
      name: 'session',
      run: () =>
        use(engine.authenticate(requestWith('cookie', next())), ({ auth }) => {
          if (auth.status !== 'authenticated') throw new Error('A session was not read.')
        }),
    },
  ]
}

/** Sealed and opened as ours are, from base64url to the object, in the fastest way that was found. */
function createOpener(): () => unknown {
  const key = createSecretKey(randomBytes(32))
  // The encoded header of a JWE is authenticated, too (RFC 7516, section 5.1).
  const header = randomBytes(112)
  const sealed = Array.from({ length: coldSessions }, () => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    cipher.setAAD(header)
    const text = JSON.stringify(buildSealedSession())
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url')).join('.')
  })
  const next = createTurns(sealed)
  return () => {
    const [iv = '', ciphertext = '', tag = ''] = next().split('.')
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
    decipher.setAAD(header)
    decipher.setAuthTag(Buffer.from(tag, 'base64url'))
    const plaintext = decipher.update(Buffer.from(ciphertext, 'base64url'))
    decipher.final()
    return JSON.parse(plaintext.toString()) as unknown
  }
}

async function measureTokens(algorithm: SigningAlg): Promise<readonly [number, number]> {
  const provider = await startMisbehavingProvider({ signingAlgs: [algorithm] })
  const { issuerUrl, signJwt } = provider
  const tokens: string[] = []
  while (tokens.length < coldTokens) tokens.push(await mintToken(issuerUrl, signJwt, email))
  const engine = createEngine(buildApiOptions({ ...offlineEnvironment, ISSUER_URL: issuerUrl }))
  const api = engine.bearer(buildBearerOptions({ AUDIENCE: audience, TOKEN_CACHE: 'off' }))
  const nextAlone = createTurns(tokens.map((token) => splitToken(token, algorithm)))
  const next = createTurns(tokens)
  const key = createPublicKey({ key: { ...provider.publishedKeys().keys[0] }, format: 'jwk' })
  const [verifyAlone = Number.NaN, coldToken = Number.NaN] = await measure([
    {
      name: 'verify',
      run() {
        const { signed, signature } = nextAlone()
        if (!verify('sha256', signed, key, signature)) throw new Error('A signature was not verified.')
      },
    },
    {
      name: 'token',
      run: () =>
        use(api.authenticate(requestWith('authorization', `Bearer ${next()}`)), ({ requestAuth }) => {
          if (requestAuth?.auth.user?.subject !== email) throw new Error('A token was not verified.')
        }),
    },
  ])
  await provider.close()
  return [verifyAlone, coldToken]
}

/** The fastest form on every runtime: bytes, a key without options, and an ECDSA signature in DER. */
function splitToken(token: string, algorithm: SigningAlg) {
  const end = token.lastIndexOf('.')
  const signature = new Uint8Array(Buffer.from(token.slice(end + 1), 'base64url'))
  return {
    signed: Buffer.from(token.slice(0, end)),
    signature: algorithm === 'ES256' ? convertToDer(signature) : signature,
  }
}

/** At once where nothing has to be awaited, as the adapters do. */
function use<Value>(value: Value | Promise<Value>, check: (value: Value) => void): Promise<void> | undefined {
  if (value instanceof Promise) return value.then(check)
  check(value)
  return undefined
}

function createTurns<Item>(items: readonly Item[]): () => Item {
  let turn = 0
  return () => items[(turn += 1) % items.length] as Item
}
