import type { Contender, Field } from './contenders.ts'

function list(framework: string, ...peers: readonly Contender[]): readonly Contender[] {
  const folder = `src/servers/${framework}`
  return [
    { name: 'bare', kind: 'bare', server: `${folder}/bare.ts` },
    { name: 'the same headers', kind: 'same-headers', server: `${folder}/same-headers.ts` },
    { name: 'ours', kind: 'ours', server: `${folder}/api.ts` },
    ...peers,
  ]
}

function listFastJwt(framework: string): readonly Contender[] {
  const contender = {
    packages: ['fast-jwt'],
    kind: 'peer',
    server: `peers/servers/${framework}-fast-jwt.mjs`,
  } as const
  return [
    { ...contender, name: 'fast-jwt' },
    { ...contender, name: 'fast-jwt with its cache', env: { TOKEN_CACHE: 'on' } },
  ]
}

/** APIs that are called with an access token. */
export const apiFields: readonly Field[] = [
  {
    part: 'bearer',
    title: 'Node http, an API',
    credential: 'token',
    contenders: list('http', ...listFastJwt('http')),
  },
  {
    part: 'bearer',
    title: 'Express, an API',
    framework: 'express',
    credential: 'token',
    contenders: list('express', ...listFastJwt('express'), {
      name: 'express-oauth2-jwt-bearer',
      packages: ['express-oauth2-jwt-bearer'],
      kind: 'peer',
      server: 'peers/servers/express-oauth2-jwt-bearer.mjs',
    }),
  },
  {
    part: 'bearer',
    title: 'Hono, an API',
    framework: 'hono',
    credential: 'token',
    contenders: list('hono', { name: "Hono's jwk", kind: 'peer', server: 'peers/servers/hono-jwk.mjs' }),
  },
]
