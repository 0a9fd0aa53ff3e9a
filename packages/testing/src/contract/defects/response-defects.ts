import { contractOverwritten, overwrites } from '../contract-app.ts'
import type { Defect } from './defect.ts'
import { onHead, type Change } from './on-head.ts'

/** Lets what is in front have the last word on some headers, where the contract puts something there. */
const overwritten =
  (headers: Readonly<Record<string, string>>): Change =>
  (req, res) => {
    if (!(overwrites in req.headers)) return
    onHead((head) => {
      for (const [name, value] of Object.entries(headers)) head.setHeader(name, value)
      return undefined
    })(req, res)
  }

/** Sets the same `Cache-Control` on every response. */
const cached = (cacheControl: string): Change =>
  onHead((res) => {
    res.setHeader('cache-control', cacheControl)
    return undefined
  })

let lastCookie: string | undefined

/** What an adapter could do wrong, in front of the good one, and the case that finds it. */
const defects: readonly (readonly [name: string, foundBy: string, inFront: Change])[] = [
  [
    'writes all cookies into one line',
    'sends each cookie in a Set-Cookie line of its own',
    onHead((res) => {
      const cookies = res.getHeader('set-cookie')
      if (Array.isArray(cookies)) res.setHeader('set-cookie', cookies.join(', '))
      return undefined
    }),
  ],
  [
    'sends the last cookie only',
    "loses neither the app's own cookies nor its own",
    onHead((res) => {
      const cookies = res.getHeader('set-cookie')
      if (Array.isArray(cookies)) res.setHeader('set-cookie', cookies.slice(-1))
      return undefined
    }),
  ],
  [
    'drops the cookies of a 403 response',
    'cleans up behind a gate that refuses every caller',
    onHead((res, status) => {
      if (status === 403) res.removeHeader('set-cookie')
      return undefined
    }),
  ],
  [
    'reads the last of several Cookie lines',
    'reads cookies that come in several lines',
    (req) => {
      const at = req.rawHeaders.lastIndexOf('cookie')
      if (at !== -1) req.headers.cookie = req.rawHeaders[at + 1]
    },
  ],
  [
    'takes any body for a form',
    'refuses a body that is no form',
    (req) => {
      req.headers['content-type'] = 'application/x-www-form-urlencoded'
    },
  ],
  [
    'lets caches vary by nothing',
    'S-11: keeps personal answers out of caches',
    onHead((res) => {
      res.removeHeader('vary')
      return undefined
    }),
  ],
  ['marks everything as private', 'S-11: keeps personal answers out of caches', cached('private, no-store')],
  [
    'lets caches keep redirects',
    'S-11: keeps every step of a sign-in and a sign-out out of caches',
    onHead((res, status) => {
      if (status === 303) res.removeHeader('cache-control')
      return undefined
    }),
  ],
  ['lets caches keep everything', 'S-11: never mixes up two people', cached('public, max-age=60')],
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
    'sends its own pages with their own headers',
    overwritten({ 'content-security-policy': contractOverwritten['content-security-policy'] }),
  ],
  [
    'loses its cookies to middleware in front',
    'signs in and out when middleware in front overwrites its headers',
    overwritten({ 'set-cookie': 'theirs=1' }),
  ],
  [
    'gives one caller what was known of another',
    'keeps callers apart if they send requests at the same time',
    (req) => {
      lastCookie = req.headers.cookie ?? lastCookie
      req.headers.cookie ??= lastCookie
    },
  ],
  [
    'takes its own address from a header',
    'R-13: believes no header about who is calling',
    (req) => {
      req.url = req.headers['x-user']?.toString().replace(/^http:\/\/[^/]*/u, '') ?? req.url
    },
  ],
  [
    'holds the pieces of an answer back',
    'S-11: hands on the pieces of an answer as they come',
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
    'answers HEAD as if it were a navigation',
    'answers HEAD as GET, without a body',
    (req) => {
      if (req.method === 'HEAD') req.method = 'GET'
    },
  ],
  [
    'takes every method for GET',
    'answers other methods on its own paths with 405',
    (req) => {
      if (req.method === 'OPTIONS') req.method = 'GET'
    },
  ],
  [
    'hides that a handler failed',
    "leaves a handler's error to the framework",
    onHead((_, status) => (status === 500 ? 200 : undefined)),
  ],
  [
    'ends a broken answer as if it were whole',
    'ends an answer whose handler fails in the middle',
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
    'fails at an address that is none',
    'R-12: lets no caller without the role reach a gated handler, for any spelling',
    (req, res) => {
      if (!URL.canParse(req.url ?? '', 'http://localhost')) res.writeHead(500).end()
    },
  ],
]

/** What an adapter could do wrong with requests and responses. */
export const responseDefects: readonly Defect[] = [
  ...defects.map(([name, foundBy, inFront]) => ({ name, foundBy, inFront })),
  {
    name: 'does not know where it is mounted',
    foundBy: 'signs in below a mount point',
    mountedAt: '/app',
  },
]
