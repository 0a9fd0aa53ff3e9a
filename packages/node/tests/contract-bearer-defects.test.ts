import { AssertionError } from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { onHead, type Change } from './on-head.ts'
import { runBroken, type Defect } from './run-broken.ts'
import type { ContractOidc } from './start-contract-app.ts'

/** The bearer authentication of the API with a step in front of it. */
const inFront = (change: Change): Defect => ({
  alter: (oidc) => ({
    ...oidc,
    bearer: (options) => {
      const guard = oidc.bearer(options)
      return (req, res, next) => {
        change(req, res)
        guard(req, res, next)
      }
    },
  }),
})

/** Another gate in the place of the guard, for some requests. */
const instead = (
  choose: (oidc: ContractOidc) => ReturnType<ContractOidc['requireUser']>,
  isFor: (req: IncomingMessage) => boolean = () => true,
): Defect => ({
  alter: (oidc) => ({
    ...oidc,
    bearer: (options) => {
      const [guard, gate] = [oidc.bearer(options), choose(oidc)]
      return (req, res, next) => {
        if (isFor(req)) gate(req, res, next)
        else guard(req, res, next)
      }
    },
  }),
})

/** Another head of what the API answers. */
const onApiHead = (...change: Parameters<typeof onHead>): Defect => ({
  decorate: (app) => (req, res) => {
    if (req.url?.startsWith('/api') === true) onHead(...change)(req, res)
    app(req, res)
  },
})

const hasSession = (req: IncomingMessage): boolean => /session/iu.test(req.headers.cookie ?? '')

/** What an adapter could do wrong at an API, and the case that finds it. */
const defects: readonly (readonly [defect: string, found: string, how: Defect])[] = [
  [
    'lets a session open it',
    'lets the Authorization header alone decide',
    instead((oidc) => oidc.requireUser(), hasSession),
  ],
  [
    'makes up for a bad token by the session',
    'lets the Authorization header alone decide',
    instead(
      (oidc) => oidc.requireUser(),
      (req) => hasSession(req) && req.headers.authorization === 'Bearer x',
    ),
  ],
  ['asks people to sign in', 'R-01: asks for a token', instead((oidc) => oidc.requireUser())],
  [
    'reads the first of two headers',
    'R-02: refuses two Authorization headers',
    inFront((req) => {
      const at = req.rawHeaders.lastIndexOf('authorization')
      if (at > req.rawHeaders.indexOf('authorization')) req.rawHeaders.splice(at, 2)
      req.headersDistinct['authorization']?.splice(1)
    }),
  ],
  [
    'reads no address',
    'R-02: refuses a token in the address',
    inFront((req) => {
      req.url = req.url?.split('?')[0]
      Object.assign(req, { originalUrl: req.url })
    }),
  ],
  [
    'has no challenge',
    'R-01: asks for a token',
    onApiHead((res, status) => {
      res.removeHeader('www-authenticate')
      return status
    }),
  ],
  [
    'lets caches keep its answers',
    'R-01: admits a token for the API',
    onApiHead((res, status) => {
      res.setHeader('cache-control', 'max-age=60')
      return status
    }),
  ],
  [
    'says that a token is bad while its validity is unknown',
    'starts without the keys',
    onApiHead((_, status) => (status === 503 ? 401 : status)),
  ],
  [
    'has no metadata',
    'R-11: serves the metadata',
    {
      decorate: (app) => (req, res) => {
        if (req.url?.startsWith('/.well-known/') === true) res.writeHead(404).end()
        else app(req, res)
      },
    },
  ],
]

it.each(defects)('the contract finds an API that %s', async (_, found, how) => {
  await expect(runBroken(found, how)).rejects.toThrow(AssertionError)
})
