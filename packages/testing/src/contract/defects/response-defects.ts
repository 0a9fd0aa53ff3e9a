import { contractOverwritten, overwrites } from '../contract-app.ts'
import type { Defect } from './defect.ts'
import { onHead, type Change } from './on-head.ts'

/** Overwrites some headers after the adapter, for requests for which the contract has middleware in front. */
const overwritten =
  (headers: Readonly<Record<string, string>>): Change =>
  (req, res) => {
    if (!(overwrites in req.headers)) return
    onHead((head) => {
      for (const [name, value] of Object.entries(headers)) head.setHeader(name, value)
      return undefined
    })(req, res)
  }

/** Builds a defect that sets this `Cache-Control` on every response. */
const cached = (cacheControl: string): Change =>
  onHead((res) => {
    res.setHeader('cache-control', cacheControl)
    return undefined
  })

let lastCookie: string | undefined

/** Defects of an adapter, as changes in front of the correct adapter, and the case that finds each. */
const defects: readonly (readonly [name: string, foundBy: string, inFront: Change])[] = [
  [
    'joins all cookies in one Set-Cookie header',
    'sends each cookie in its own Set-Cookie header',
    onHead((res) => {
      const cookies = res.getHeader('set-cookie')
      if (Array.isArray(cookies)) res.setHeader('set-cookie', cookies.join(', '))
      return undefined
    }),
  ],
  [
    'sends only the last cookie',
    "sends the app's cookies and its own cookies",
    onHead((res) => {
      const cookies = res.getHeader('set-cookie')
      if (Array.isArray(cookies)) res.setHeader('set-cookie', cookies.slice(-1))
      return undefined
    }),
  ],
  [
    'drops the cookies of a 403 response',
    'deletes stale cookies on a 403 response too',
    onHead((res, status) => {
      if (status === 403) res.removeHeader('set-cookie')
      return undefined
    }),
  ],
  [
    'hides which site sent a request',
    'C-17: gives requests of other sites no session',
    (req) => {
      for (const name of ['origin', 'sec-fetch-site']) {
        Reflect.deleteProperty(req.headers, name)
        for (let at = req.rawHeaders.indexOf(name); at !== -1; at = req.rawHeaders.indexOf(name))
          req.rawHeaders.splice(at, 2)
      }
    },
  ],
  [
    'reads only the last of several Cookie headers',
    'reads cookies from several Cookie headers',
    (req) => {
      const at = req.rawHeaders.lastIndexOf('cookie')
      if (at !== -1) req.headers.cookie = req.rawHeaders[at + 1]
    },
  ],
  [
    'reads a body of any content type as a form',
    'refuses a body with a content type other than a form',
    (req) => {
      req.headers['content-type'] = 'application/x-www-form-urlencoded'
    },
  ],
  [
    'sends no Vary header',
    'S-11: keeps personal responses out of caches',
    onHead((res) => {
      res.removeHeader('vary')
      return undefined
    }),
  ],
  [
    'marks every response as private',
    'S-11: keeps personal responses out of caches',
    cached('private, no-store'),
  ],
  [
    'lets caches store redirects',
    'S-11: makes every response of a sign-in and a sign-out private',
    onHead((res, status) => {
      if (status === 303) res.removeHeader('cache-control')
      return undefined
    }),
  ],
  ['lets caches store every response', 'S-11: does not mix up users', cached('public, max-age=60')],
  [
    'lets middleware in front overwrite Cache-Control',
    'S-11: keeps personal responses private when middleware',
    overwritten({ 'cache-control': contractOverwritten['cache-control'] }),
  ],
  [
    'lets middleware in front add to Cache-Control',
    'S-11: keeps personal responses private when middleware',
    overwritten({ 'cache-control': 'private, no-store, max-age=600' }),
  ],
  [
    'lets middleware in front overwrite the Content-Security-Policy of its pages',
    'keeps the headers of its own pages',
    overwritten({ 'content-security-policy': contractOverwritten['content-security-policy'] }),
  ],
  [
    'lets middleware in front overwrite its cookies',
    'signs in and out when middleware in front overwrites its headers',
    overwritten({ 'set-cookie': 'theirs=1' }),
  ],
  [
    'uses the cookie of another caller for a request without a cookie',
    'keeps callers apart when they send requests at the same time',
    (req) => {
      lastCookie = req.headers.cookie ?? lastCookie
      req.headers.cookie ??= lastCookie
    },
  ],
  [
    'takes the URL of the request from a header that names a user',
    'R-13: ignores request headers that name a user',
    (req) => {
      req.url = req.headers['x-user']?.toString().replace(/^http:\/\/[^/]*/u, '') ?? req.url
    },
  ],
  [
    'buffers a streamed response until its end',
    'S-11: streams a response in chunks',
    (_, res) => {
      const [pieces, end] = [[] as unknown[], res.end.bind(res)]
      res.write = (piece: unknown) => pieces.push(piece) > 0
      res.end = (...given: readonly unknown[]) =>
        end(
          pieces.join('') +
            given.filter((each) => typeof each === 'string' || Buffer.isBuffer(each)).join(''),
        )
    },
  ],
  [
    'treats HEAD as GET',
    'answers HEAD as GET, without a body',
    (req) => {
      if (req.method === 'HEAD') req.method = 'GET'
    },
  ],
  [
    'treats OPTIONS as GET',
    'answers other methods on its own paths with 405',
    (req) => {
      if (req.method === 'OPTIONS') req.method = 'GET'
    },
  ],
  [
    'answers 200 when a handler fails',
    "leaves a handler's error to the framework",
    onHead((_, status) => (status === 500 ? 200 : undefined)),
  ],
  [
    'ends a response normally when its handler fails in the middle',
    'breaks off a response whose handler fails in the middle',
    (req, res) => {
      const { socket, url } = req
      const destroy = socket.destroy.bind(socket)
      if (url !== '/throws/begun') return
      socket.destroy = () => {
        socket.destroy = destroy
        res.end()
        return socket
      }
    },
  ],
  [
    'answers 500 to an invalid request-target',
    'R-12: keeps callers without the role from a gated handler, for every spelling',
    (req, res) => {
      if (!URL.canParse(req.url ?? '', 'http://localhost')) res.writeHead(500).end()
    },
  ],
]

/** Defects of an adapter with requests and responses. */
export const responseDefects: readonly Defect[] = [
  ...defects.map(([name, foundBy, inFront]) => ({ name, foundBy, inFront })),
  {
    name: 'does not know where it is mounted',
    foundBy: 'signs in below a mount point',
    mountedAt: '/app',
  },
]
