import type { Contender, Field } from '../authenticated-get/contenders.ts'
import { largestCrowd } from './people.ts'

/** A contender that people take turns at. */
export interface PeopleContender extends Contender {
  /** A module below bench/ that makes the session cookies of a peer or a limit. Ours are made by our own sealer. */
  readonly mint?: string
}

/** What runs on the same framework and is asked by people in turns. */
export interface PeopleField extends Omit<Field, 'part' | 'contenders'> {
  /** Whether sessions are in Redis. @default false */
  readonly isStored?: boolean
  readonly contenders: readonly PeopleContender[]
}

export type Framework = 'http' | 'express' | 'fastify' | 'hono'

const titles: Readonly<Record<Framework, string>> = {
  http: 'Node http',
  express: 'Express',
  fastify: 'Fastify',
  hono: 'Hono, on Node',
}

/** More than the largest crowd: two of three caches evict before they are full. */
const cachedTokens = { TOKEN_CACHE: String(2 * largestCrowd) }

export function buildBasis(framework: Framework): readonly PeopleContender[] {
  const folder = `src/servers/${framework}`
  return [
    { name: 'bare', kind: 'bare', server: `${folder}/bare.ts` },
    { name: 'the same headers', kind: 'same-headers', server: `${folder}/same-headers.ts` },
  ]
}

/** What no library can be faster than, under the same load. */
function buildLimit(framework: Framework): PeopleContender {
  return {
    name: 'opening a session, no more',
    kind: 'limit',
    server: `src/servers/${framework}/opens.ts`,
    mint: 'src/people/programs/mint-alone.ts',
  }
}

function buildOurs(framework: Framework): readonly PeopleContender[] {
  const server = `src/servers/${framework}/ours.ts`
  const ours = {
    kind: 'ours',
    server,
    signInPath: '/login',
    callbackPath: '/login/oauth2/code/provider',
  } as const
  return [
    { ...ours, name: 'ours' },
    { ...ours, name: 'ours, its cache off', env: { SESSION_CACHE: 'off' } },
  ]
}

function buildOurApi(framework: Framework): readonly PeopleContender[] {
  const server = `src/servers/${framework}/api.ts`
  return [
    // The default of 48 holds some 4,000 tokens for sure; peers with a cache get one for the whole crowd, too.
    { kind: 'ours', server, name: 'ours', env: { TOKEN_CACHE_MEBIBYTES: '128' } },
    { kind: 'ours', server, name: 'ours, its cache off', env: { TOKEN_CACHE: 'off' } },
  ]
}

export function buildPeer(name: string, more: Partial<PeopleContender> = {}): PeopleContender {
  const packages = name.split(' + ')
  const server = `peers/servers/${packages[0]}.mjs`
  return { name, packages, kind: 'peer', server, ...more }
}

function field(
  framework: Framework,
  credential: Field['credential'],
  contenders: readonly PeopleContender[],
): PeopleField {
  const title =
    credential === 'cookie' ? titles[framework] : `${titles[framework].replace(', on Node', '')}, an API`
  return { title, ...(framework === 'http' ? {} : { framework }), credential, contenders }
}

/** Servers that thousands of people are signed in at. */
export const sessionFields: readonly PeopleField[] = [
  field('http', 'cookie', [...buildBasis('http'), buildLimit('http'), ...buildOurs('http')]),
  field('express', 'cookie', [
    ...buildBasis('express'),
    buildLimit('express'),
    ...buildOurs('express'),
    buildPeer('passport + express-session', {
      mint: 'peers/people/passport.mjs',
      env: { PEOPLE: String(largestCrowd) },
    }),
    buildPeer('express-openid-connect', { mint: 'peers/people/express-openid-connect.mjs' }),
    buildPeer('@auth/express', {
      server: 'peers/servers/auth-express.mjs',
      mint: 'peers/people/auth-express.mjs',
    }),
  ]),
  field('fastify', 'cookie', [...buildBasis('fastify'), buildLimit('fastify'), ...buildOurs('fastify')]),
  field('hono', 'cookie', [
    ...buildBasis('hono'),
    buildLimit('hono'),
    ...buildOurs('hono'),
    buildPeer('@hono/oidc-auth', {
      server: 'peers/servers/hono-oidc-auth.mjs',
      mint: 'peers/people/hono-oidc-auth.mjs',
    }),
  ]),
]

function buildFastJwt(framework: 'http' | 'express'): readonly PeopleContender[] {
  const server = `peers/servers/${framework}-fast-jwt.mjs`
  const packages = ['fast-jwt']
  return [
    buildPeer('fast-jwt', { packages, server }),
    buildPeer('fast-jwt with its cache', { packages, server, env: cachedTokens }),
  ]
}

const fastifyJwt = { packages: ['@fastify/jwt'], server: 'peers/servers/fastify-jwt.mjs' }

/** APIs that are called with the access tokens of thousands of people. */
export const tokenFields: readonly PeopleField[] = [
  field('http', 'token', [...buildBasis('http'), ...buildOurApi('http'), ...buildFastJwt('http')]),
  field('express', 'token', [
    ...buildBasis('express'),
    ...buildOurApi('express'),
    ...buildFastJwt('express'),
    buildPeer('express-oauth2-jwt-bearer'),
  ]),
  field('fastify', 'token', [
    ...buildBasis('fastify'),
    ...buildOurApi('fastify'),
    buildPeer('@fastify/jwt', fastifyJwt),
    buildPeer('@fastify/jwt with its cache', { ...fastifyJwt, env: cachedTokens }),
  ]),
  field('hono', 'token', [
    ...buildBasis('hono'),
    ...buildOurApi('hono'),
    buildPeer("Hono's jwk", { packages: [], server: 'peers/servers/hono-jwk.mjs' }),
  ]),
]
