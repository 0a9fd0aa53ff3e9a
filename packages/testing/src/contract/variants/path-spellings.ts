import { listDetours, listTargetForms } from './detours.ts'
import { listDisguised } from './disguised-names.ts'

/** Splits a path before its last segment: `/app/admin` is `/app` and `admin`. */
function splitLast(path: string): readonly [parent: string, name: string] {
  const at = path.lastIndexOf('/')
  return [path.slice(0, at), path.slice(at + 1)]
}

/** Texts that a server may read as a slash, or may remove next to a slash. */
const slashes = [
  ...['//', '///', '/./', '/././', '/.//', '/%2e/', '/%2E/', '/%252e/', '/;/', '/;x=y/', '/.;/', '/%00/'],
  ...['\\', '/\\', '\\/', '\\\\', '/%5c', '%5c', '%5C/', '/%255c', '%2f', '/%2f', '%2F', '%252f', '/%252f'],
  ...['%c0%af', '/%c0%af', '%e0%80%af', '\xc0\xaf', '%ef%bc%8f', '%e2%88%95', '%u2215', '/%09/', '/%20/'],
  ...['/../', '/%2e%2e/', '/..;/', '/.../', '/%c0%ae/', '/~/', '/+/', '/*/', '/-/', '/@/', '/:/', '/,/'],
  ...['/\t', '/\0', '/\x7f', '/\xff', '/%0a', '/%0d%0a', '/%e2%80%8b', '/%ef%bb%bf', '/%c2%ad'],
]

/** Endings that a router could drop, or that make a path look like the path of a file. */
const endings = [
  ...[
    '/',
    '//',
    '/.',
    '/./',
    '/..',
    '/../',
    '/x/..',
    '/%2e',
    '/%2e%2e',
    '/..;/',
    '/;',
    '\\',
    '%5c',
    '%2f',
    '%252f',
  ],
  ...[
    ';',
    ';x',
    ';x=y',
    ';jsessionid=1',
    ';.css',
    ';/x.css',
    ';/../static',
    '%3b',
    '%3bx=y',
    ',',
    ',x',
    ':',
    ':x',
  ],
  ...[
    '%00',
    '%00.css',
    '%2500',
    '\0',
    '\t',
    '\x7f',
    '\xff',
    '%0a',
    '%0a.css',
    '%0d%0a',
    '%09',
    '%20',
    '%20/',
    '+',
  ],
  ...[
    '.',
    '..',
    '...',
    '.json',
    '.html',
    '.js',
    '.css',
    '.css/',
    '.png',
    '.ico',
    '.txt',
    '.svg',
    '.map',
    '.xml',
  ],
  ...[
    '/.css',
    '/x.css',
    '/index',
    '/index.html',
    '/favicon.ico',
    '/robots.txt',
    '/static',
    '/_next/static/x.js',
  ],
  ...['!', '~', '*', '@', '&', '=', "'", '"', '(', ')', '[', ']', '{', '}', '|', '^', '`', '$', '<', '>'],
  ...['%', '%2', '%zz', '%u0000', '%c0', '%e2%80%8b', '%ef%bb%bf', '%c2%ad', '%cc%81', '%23', '%3f', '%3fx'],
  // Next.js: payloads of pages and of their segments, and files next to a built page.
  ...[
    '.rsc',
    '.prefetch.rsc',
    '.action',
    '.body',
    '.meta',
    '.nft.json',
    '/page',
    '/route',
    '/layout',
    '/default',
  ],
]

const queries = [
  ...[
    '?',
    '??',
    '?x',
    '?x=%',
    '?x=%00',
    '?x[]=1',
    '?__proto__[role]=ROLE_ADMIN',
    '?/static',
    '?/../static.css',
  ],
  ...['?role=ROLE_ADMIN', '?roles[]=ROLE_ADMIN', '?user=admin', '?admin=true', '?auth=1', '?debug=true'],
  ...[
    '?access_token=x',
    '?_method=HEAD',
    '?_method=OPTIONS',
    '?returnTo=/static',
    '#',
    '#/static',
    '?#',
    '%23?x',
  ],
  ...['?_rsc', '?_rsc=1', '?__flight__=1', '?__nextDataReq=1', '?__nextLocale=en', '?__nextDefaultLocale=en'],
  ...['?nxtPid=1', '?nxtPpath=static', '?nxtPslug=static', '?nxtIslug=static', '?nxtPoidc=login', '?amp=1'],
  ...['?__nextNotFoundSrcPage=/static', '?__nextInferredLocaleFromDefault=1', '?_nextBubbleNoFallback=1'],
]

/** Lists paths that Next.js serves in addition to the pages. */
function listBesidePages(path: string, name: string): readonly string[] {
  const segments = ['_tree', '_index', name, `${name}/__PAGE__`, '!KGdyb3VwKQ']
  return [
    ...segments.map((segment) => `${path}.segments/${segment}.segment.rsc`),
    ...['/__PAGE__', '.txt?_rsc=1'].map((ending) => path + ending),
    ...[`/_next/data/build${path}.json`, `/_next/data/development${path}.json`, `/_next/data${path}.json`],
    ...[`/_next/data/build${path}`, `/_next/data/%2e%2e${path}`, `/_next/image?url=${path}&w=640&q=75`],
    ...[`/_next/image?url=${encodeURIComponent(path)}&w=640&q=75`, `/_next/server/app${path}.rsc`],
    ...[`/_next/static/chunks/app${path}/page.js`, `/_next/static/../..${path}`, `/_next/..${path}`],
    ...[
      `/en${path}`,
      `/en-US${path}`,
      `/default${path}`,
      `/index${path}`,
      `/app${path}`,
      `/(group)${path}`,
      `/@slot${path}`,
    ],
  ]
}

/** Lists spellings of a path, and similar paths, that a gate and a router could interpret differently. */
export function listPathSpellings(path: string, origin: string): readonly string[] {
  const [parent, name] = splitLast(path)
  return [
    ...listDisguised(name).map((disguised) => `${parent}/${disguised}`),
    ...slashes.map((slash) => parent + slash + name),
    ...endings.map((ending) => path + ending),
    ...queries.map((query) => path + query),
    ...listDetours(path),
    ...listTargetForms(path, origin),
    ...listBesidePages(path, name),
  ].filter((spelling, at, all) => all.indexOf(spelling) === at)
}
