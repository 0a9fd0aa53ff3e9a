import {
  buildBasis,
  buildPeer,
  type Framework,
  type PeopleContender,
  type PeopleField,
} from './people-fields.ts'

/**
 * Builds the fields of servers whose sessions are in Redis. All get the same server of Redis.
 * @param redisUrl its address
 */
export function buildStoredFields(redisUrl: string): readonly PeopleField[] {
  const env = { BENCH_REDIS_URL: redisUrl }

  function buildOurs(framework: Framework): readonly PeopleContender[] {
    const ours = {
      kind: 'ours',
      server: `src/servers/${framework}/ours-in-redis.ts`,
      signInPath: '/login',
      callbackPath: '/login/oauth2/code/provider',
    } as const
    return [
      { ...ours, name: 'ours', env },
      { ...ours, name: 'ours, its cache off', env: { ...env, SESSION_CACHE: 'off' } },
    ]
  }

  const passport = {
    packages: ['passport', 'express-session', 'connect-redis'],
    server: 'peers/servers/passport.mjs',
    mint: 'peers/people/passport-in-redis.mjs',
  }
  const openidConnect = {
    packages: ['express-openid-connect', 'connect-redis'],
    mint: 'peers/people/express-openid-connect-in-redis.mjs',
  }
  const names = {
    passport: 'passport + express-session + connect-redis',
    openidConnect: 'express-openid-connect + connect-redis',
  }
  return [
    {
      ...{ title: 'Express, sessions in Redis', framework: 'express', credential: 'cookie', isStored: true },
      contenders: [
        ...buildBasis('express'),
        {
          ...{
            name: 'one GET, and opening a session',
            kind: 'limit',
            server: 'src/servers/express/reads.ts',
          },
          ...{ mint: 'src/people/programs/mint-alone-in-redis.ts', env },
        },
        ...buildOurs('express'),
        buildPeer(names.passport, { ...passport, env }),
        buildPeer(`${names.passport}, without touch`, { ...passport, env: { ...env, TOUCH: 'off' } }),
        buildPeer(names.openidConnect, { ...openidConnect, env }),
      ],
    },
    {
      ...{ title: 'Hono, sessions in Redis', framework: 'hono', credential: 'cookie', isStored: true },
      contenders: [...buildBasis('hono'), ...buildOurs('hono')],
    },
  ]
}
