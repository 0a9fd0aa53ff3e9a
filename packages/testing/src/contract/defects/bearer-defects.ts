import type { IncomingMessage } from 'node:http'
import type { Defect } from './defect.ts'
import { onHead, type Change } from './on-head.ts'

/** Changes the head of each API response. */
function onApiHead(...change: Parameters<typeof onHead>): Change {
  return (req, res) => {
    if (req.url?.startsWith('/api') === true) onHead(...change)(req, res)
  }
}

const hasSession = (req: IncomingMessage): boolean => /session/iu.test(req.headers.cookie ?? '')

/** Defects of an adapter on API requests. */
export const bearerDefects: readonly Defect[] = [
  {
    name: 'accepts a session at an API',
    foundBy: 'authenticates API requests only by the Authorization header',
    asksForSession: hasSession,
  },
  {
    name: 'accepts a session when the token is invalid',
    foundBy: 'authenticates API requests only by the Authorization header',
    asksForSession: (req) => hasSession(req) && req.headers.authorization === 'Bearer x',
  },
  {
    name: 'asks the clients of an API to sign in',
    foundBy: 'R-01: answers a request without a token',
    asksForSession: () => true,
  },
  {
    name: 'reads only the first of two Authorization headers',
    foundBy: 'R-02: refuses two Authorization headers',
    beforeBearer: (req) => {
      const at = req.rawHeaders.lastIndexOf('authorization')
      if (at > req.rawHeaders.indexOf('authorization')) req.rawHeaders.splice(at, 2)
      req.headersDistinct['authorization']?.splice(1)
    },
  },
  {
    name: 'ignores the query of an API request',
    foundBy: 'R-02: refuses a token in the query',
    beforeBearer: (req) => {
      req.url = req.url?.split('?')[0]
      Object.assign(req, { originalUrl: req.url })
    },
  },
  {
    name: 'sends no challenge',
    foundBy: 'R-01: answers a request without a token',
    inFront: onApiHead((res, status) => {
      res.removeHeader('www-authenticate')
      return status
    }),
  },
  {
    name: 'lets caches store the responses of an API',
    foundBy: 'R-01: accepts a token for the API',
    inFront: onApiHead((res, status) => {
      res.setHeader('cache-control', 'max-age=60')
      return status
    }),
  },
  {
    name: 'answers 401 instead of 503 when it cannot validate a token',
    foundBy: 'starts without the keys',
    inFront: onApiHead((_, status) => (status === 503 ? 401 : status)),
  },
  {
    name: 'serves no metadata of an API',
    foundBy: 'R-11: serves the metadata',
    inFront: (req, res) => {
      if (req.url?.startsWith('/.well-known/') === true) res.writeHead(404).end()
    },
  },
]
