import type { MisbehavingProvider } from '../../misbehaving/misbehaving-provider.ts'
import type { JsonRecord } from '../../misbehaving/twists.ts'

/** What a defect changes: the correct app, and the provider, with whose key it forgives what a logout token lacks. */
export interface CorrectApp {
  /** Answers a request as the correct app does. */
  readonly next: (request: Request) => Promise<Response>
  /** The provider of the app. */
  readonly provider: MisbehavingProvider
}

/** A defect of an app, which its contract has to find. */
export interface AnswerDefect {
  /** Completes the sentence "the contract finds an app that …". */
  readonly name: string
  /** The beginning of the name of the case that finds this defect. */
  readonly foundBy: string
  /** Answers each request in the place of the correct app. It keeps what it knows for one app. */
  readonly plant: (app: CorrectApp) => (request: Request) => Promise<Response>
}

const event = 'http://schemas.openid.net/event/backchannel-logout'
const backChannel = '/logout/connect/back-channel/'
const frontChannel = '/logout/connect/front-channel/'
const module = 'oidcc-client-test-rp-backchannel-rpinitlogout'
const frames = 'oidcc-client-test-rp-frontchannel-'

const pathOf = ({ url }: Request): string => new URL(url).pathname

/** Answers requests to one of the paths differently. */
function at(
  path: string,
  answer: (request: Request, app: CorrectApp) => Promise<Response>,
): AnswerDefect['plant'] {
  return (app) => (request) => (pathOf(request).includes(path) ? answer(request, app) : app.next(request))
}

function decode(part = ''): JsonRecord {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as JsonRecord
}

function postForm({ url }: Request, fields: Readonly<Record<string, string>>): Request {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return new Request(url, { method: 'POST', headers, body: new URLSearchParams(fields).toString() })
}

/** Changes the claims of each logout token, and signs it anew: what an app does that does not read a claim or the algorithm. */
function forgive(change: (claims: JsonRecord, provider: MisbehavingProvider) => JsonRecord) {
  return at(backChannel, async (request, { next, provider }) => {
    if (request.method !== 'POST') return next(request)
    const token = new URLSearchParams(await request.text()).get('logout_token') ?? ''
    const claims = change(decode(token.split('.')[1]), provider)
    return next(postForm(request, { logout_token: await provider.signJwt(claims, { typ: 'JWT' }) }))
  })
}

/** Replaces a header of each response, or the status. */
function respond(path: string, headers: Readonly<Record<string, string>>, status?: number) {
  return at(path, async (request, { next }) => {
    const answer = await next(request)
    const changed = new Headers(answer.headers)
    for (const [name, value] of Object.entries(headers)) changed.set(name, value)
    return new Response(answer.body, { status: status ?? answer.status, headers: changed })
  })
}

/** Defects of the paths of logouts, and the case that finds each. */
export const logoutDefects: readonly AnswerDefect[] = [
  {
    name: 'answers 200, and ends nothing',
    foundBy: `${module}:`,
    plant: at(backChannel, async () => new Response(null, { headers: { 'cache-control': 'no-store' } })),
  },
  {
    name: 'ends all sessions of a person in the place of one',
    foundBy: `${module}:`,
    plant: forgive(({ sid: _, ...claims }) => claims),
  },
  {
    name: 'refuses claims that it does not know',
    foundBy: `${module}:`,
    plant: forgive((claims) => ('unknown' in claims ? { ...claims, events: {} } : claims)),
  },
  {
    name: 'lets caches store the answer to a logout token',
    foundBy: `${module}:`,
    plant: respond(backChannel, { 'cache-control': 'max-age=60' }),
  },
  {
    name: 'accepts a logout token that is not signed',
    foundBy: `${module}-alg-none`,
    plant: forgive((claims) => claims),
  },
  {
    name: 'reads the algorithm from the logout token, and accepts any',
    foundBy: `${module}-wrong-alg`,
    plant: forgive((claims) => claims),
  },
  {
    name: 'does not read aud',
    foundBy: `${module}-wrong-aud`,
    plant: forgive((claims) => ({ ...claims, aud: 'contract-app' })),
  },
  {
    name: 'does not read iss',
    foundBy: `${module}-wrong-iss`,
    plant: forgive((claims, { issuerUrl }) => ({ ...claims, iss: issuerUrl })),
  },
  {
    name: 'accepts any event',
    foundBy: `${module}-wrong-event`,
    plant: forgive((claims) => ('events' in claims ? { ...claims, events: { [event]: {} } } : claims)),
  },
  {
    name: 'accepts a token without events',
    foundBy: `${module}-no-event`,
    plant: forgive((claims) => ({ events: { [event]: {} }, ...claims })),
  },
  {
    name: 'accepts an ID Token, which has a nonce',
    foundBy: `${module}-with-nonce`,
    plant: forgive(({ nonce: _, ...claims }) => claims),
  },
  {
    name: 'answers 400 as it should, after it has ended the session',
    foundBy: `${module}-with-nonce`,
    plant: (app) => {
      const ends = forgive(({ nonce: _, ...claims }) => claims)(app)
      return async (request) => {
        const copy = request.clone()
        const answer = await app.next(request)
        if (answer.status === 400 && pathOf(copy).includes(backChannel)) await ends(copy)
        return answer
      }
    },
  },
  {
    name: 'takes a logout token by GET',
    foundBy: 'L-10:',
    plant: at(backChannel, async (request, { next }) => {
      const token = new URL(request.url).searchParams.get('logout_token')
      return next(token === null ? request : postForm(request, { logout_token: token }))
    }),
  },
  {
    name: 'takes a logout token in JSON',
    foundBy: 'L-10:',
    plant: at(backChannel, async (request, { next }) => {
      if (request.headers.get('content-type') !== 'application/json') return next(request)
      return next(postForm(request, (await request.json()) as Readonly<Record<string, string>>))
    }),
  },
  {
    name: 'waits with a frame until the browser is back from the provider',
    foundBy: `${frames}rpinitlogout`,
    plant: ({ next }) => {
      let isLeaving = false
      return async (request) => {
        const path = pathOf(request)
        if (path === '/logout' && request.method === 'POST') isLeaving = true
        if (path === '/logout/done') isLeaving = false
        return isLeaving && path.includes(frontChannel) ? new Response(null, { status: 503 }) : next(request)
      }
    },
  },
  {
    name: 'forbids every frame',
    foundBy: `${frames}opinitlogout`,
    plant: respond(frontChannel, { 'x-frame-options': 'DENY' }),
  },
  {
    name: 'ends the session of the cookie alone',
    foundBy: `${frames}opinitlogout`,
    plant: at(frontChannel, async (request, { next }) => {
      const { search } = new URL(request.url)
      const url = new URL(search.replace('sid=', 'sid=none+of+'), request.url)
      return next(request.headers.has('cookie') ? request : new Request(url, request))
    }),
  },
]
