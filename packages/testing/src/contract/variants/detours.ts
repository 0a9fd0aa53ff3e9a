/** Open paths from which a router could reach the gated path, e.g. with `..`. */
const openPaths = [
  ...['/static', '/login', '/logout', '/oauth2/session', '/login/oauth2/code/op', '/oauth2/authorization/op'],
  ...['/_next/static', '/_next/data', '/favicon.ico', '/.well-known', '/health', '/api'],
]

const detours: readonly ((open: string, path: string) => string)[] = [
  (open, path) => `${open}/${open.split('/').slice(1).fill('..').join('/')}${path}`,
  (open, path) => `${open}/${open.split('/').slice(1).fill('%2e%2e').join('/')}${path}`,
  (open, path) => `${open}/${open.split('/').slice(1).fill('..;').join('/')}${path}`,
  (open, path) => `${open}/${open.split('/').slice(1).fill('..').join('%2f')}${path.replace('/', '%2f')}`,
  (open, path) => `${open}${path}`,
  (open, path) => `${open}?${path}`,
  (open, path) => `${open}#${path}`,
]

/** Lists paths that combine an open path with the gated path. */
export function listDetours(path: string): readonly string[] {
  return openPaths.flatMap((open) => detours.map((detour) => detour(open, path)))
}

/** Lists request-targets with the site of the app, another site, or no site. @see RFC 9112, section 3.2 */
export function listTargetForms(path: string, origin: string): readonly string[] {
  const { host } = new URL(origin)
  const bases = [
    ...[
      origin,
      origin.toUpperCase(),
      `https://${host}`,
      `http://user:pass@${host}`,
      `//${host}`,
      `http://${host}/`,
    ],
    ...[
      'http://evil.example',
      'https://evil.example',
      'http://evil.example/static/..',
      '//evil.example',
      'http://',
    ],
    ...[
      'http:',
      'http:/',
      'http:\\\\evil.example',
      'file://',
      'ws://evil.example',
      'javascript:',
      'data:,',
      'http://[',
    ],
    ...[
      'http://a:99999',
      'http://[::1]',
      'http://evil.example?',
      '@evil.example',
      '.',
      '..',
      '?',
      '#',
      '\\\\evil.example',
    ],
  ]
  return [...bases.map((base) => base + path), path.slice(1), '*', '']
}
