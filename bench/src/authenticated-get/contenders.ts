/** Something that answers an authenticated GET, or what such an answer is compared with. */
export interface Contender {
  readonly name: string
  /** Packages of bench/peers whose versions are named beside it. */
  readonly packages?: readonly string[]
  /**
   * `same-headers` gets the cookies or the token of `ours` and writes its response headers, and does nothing else about
   * them: whatever `ours` takes beyond it is what the sign-in or the guard costs.
   */
  readonly kind: 'bare' | 'same-headers' | 'limit' | 'ours' | 'peer'
  /** Below bench/: the file of its server, or the folder of an app of Next.js. */
  readonly server: string
  /** What is asked for. @default '/' */
  readonly path?: string
  /** Where a browser begins a sign-in. @default '/' */
  readonly signInPath?: string
  /** Where the provider sends people back to. */
  readonly callbackPath?: string
  /** A module that makes a session's cookie, of a library that speaks with its own provider alone. */
  readonly sessionCookie?: string
  /** What its server is told beside what all are told. */
  readonly env?: Readonly<Record<string, string>>
}

/** What runs on the same framework and is measured in turns. */
export interface Field {
  /** Its name on the command line. */
  readonly part: string
  readonly title: string
  /** The framework's package in bench/peers. */
  readonly framework?: string
  /** By what requests show who sends them. */
  readonly credential: 'cookie' | 'token'
  readonly contenders: readonly Contender[]
}

function list(folder: string, extension: string, ...others: readonly Contender[]): readonly Contender[] {
  return [
    { name: 'bare', kind: 'bare', server: `${folder}/bare${extension}` },
    { name: 'the same headers', kind: 'same-headers', server: `${folder}/same-headers${extension}` },
    buildOurs('ours', `${folder}/ours${extension}`),
    ...others,
  ]
}

function buildOurs(name: string, server: string): Contender {
  return {
    ...{ name, kind: 'ours', server },
    ...{ signInPath: '/login', callbackPath: '/login/oauth2/code/provider' },
  }
}

function peer(packages: readonly string[], server: string, callbackPath?: string): Contender {
  const contender = { name: packages.join(' + '), packages, kind: 'peer', server: `peers/${server}` } as const
  return callbackPath === undefined ? contender : { ...contender, callbackPath }
}

const nextContenders = list(
  'next',
  '',
  {
    ...peer(['next-auth'], 'next/next-auth', '/api/auth/callback/provider'),
    signInPath: '/api/auth/signin',
  },
  {
    ...peer(['@auth0/nextjs-auth0'], 'next/nextjs-auth0'),
    sessionCookie: 'peers/next/nextjs-auth0/session-cookie.mjs',
  },
)

/** Servers that people sign in at. */
export const fields: readonly Field[] = [
  {
    part: 'http',
    title: 'Node http',
    credential: 'cookie',
    contenders: list('src/servers/http', '.ts'),
  },
  {
    part: 'express',
    title: 'Express',
    framework: 'express',
    credential: 'cookie',
    contenders: list(
      'src/servers/express',
      '.ts',
      peer(['passport', 'express-session'], 'servers/passport.mjs', '/callback'),
      peer(['express-openid-connect'], 'servers/express-openid-connect.mjs', '/callback'),
      peer(['@auth/express'], 'servers/auth-express.mjs', '/auth/callback/provider'),
    ),
  },
  {
    part: 'hono',
    title: 'Hono, on Node',
    framework: 'hono',
    credential: 'cookie',
    contenders: list(
      'src/servers/hono',
      '.ts',
      buildOurs('ours, read by c.var', 'src/servers/hono/ours-by-var.ts'),
      peer(['@hono/oidc-auth'], 'servers/hono-oidc-auth.mjs', '/callback'),
    ),
  },
  {
    part: 'next',
    title: 'Next.js, a page',
    framework: 'next',
    credential: 'cookie',
    contenders: nextContenders,
  },
  {
    part: 'next',
    title: 'Next.js, a route handler',
    framework: 'next',
    credential: 'cookie',
    contenders: nextContenders.map((contender) => ({ ...contender, path: '/me' })),
  },
]
