import type { AnswerDefect, CorrectApp } from './logout-defects.ts'

const path = '/login/initiate'
const module = 'oidcc-client-test-3rd-party-init-login:'

type Change = (parameters: URLSearchParams, app: CorrectApp) => void

/** Changes the parameters of each sign-in that another site starts, by GET and by POST. */
function change(edit: Change): AnswerDefect['plant'] {
  return (app) => async (request) => {
    const url = new URL(request.url)
    if (url.pathname !== path) return app.next(request)
    const isPost = request.method === 'POST'
    const parameters = isPost ? new URLSearchParams(await request.text()) : url.searchParams
    edit(parameters, app)
    const { method, headers } = request
    const init = isPost ? { method, headers, body: parameters.toString() } : { method, headers }
    return app.next(new Request(url, init))
  }
}

/** Answers a request for which `applies` as no correct app does. */
function answer(
  applies: (request: Request) => boolean,
  build: (request: Request, app: CorrectApp) => Promise<Response> | Response,
): AnswerDefect['plant'] {
  return (app) => async (request) =>
    new URL(request.url).pathname === path && applies(request) ? build(request, app) : app.next(request)
}

const both = (found: string): readonly string[] => [`${found}, by GET`, `${found}, by POST`]

const passesOn = 'C-13: passes login_hint on, and returns to target_link_uri'

/** A defect that two cases find, by GET and by POST. */
function inBoth(name: string, found: string, plant: AnswerDefect['plant']): readonly AnswerDefect[] {
  return both(found).map((foundBy) => ({ name, foundBy, plant }))
}

/** Defects of the path of a sign-in that another site starts, and the case that finds each. */
export const thirdPartyLoginDefects: readonly AnswerDefect[] = [
  ...inBoth(
    'has no such path',
    `${module} signs in at the provider of iss`,
    answer(
      () => true,
      () => new Response('not found', { status: 404 }),
    ),
  ),
  {
    name: 'refuses the form of another site',
    foundBy: `${module} signs in at the provider of iss, by POST`,
    plant: answer(
      ({ method }) => method === 'POST',
      () => new Response('forbidden', { status: 403 }),
    ),
  },
  ...inBoth(
    'loses login_hint',
    passesOn,
    change((parameters) => {
      parameters.delete('login_hint')
    }),
  ),
  ...inBoth(
    'loses target_link_uri',
    passesOn,
    change((parameters) => {
      parameters.delete('target_link_uri')
    }),
  ),
  ...inBoth(
    'follows target_link_uri to any site',
    'C-13: returns to the home page for a target_link_uri of another site',
    answer(
      ({ url, method }) => method === 'POST' || url.includes('evil.example'),
      () => Response.redirect('https://evil.example/landing'),
    ),
  ),
  ...inBoth(
    'signs in at its only provider, whatever iss is',
    'C-13: refuses the issuer of another provider',
    change((parameters, { provider }) => {
      parameters.set('iss', provider.issuerUrl)
    }),
  ),
  ...inBoth(
    'does not need iss',
    'C-13: refuses a sign-in without iss',
    change((parameters, { provider }) => {
      if (!parameters.has('iss')) parameters.set('iss', provider.issuerUrl)
    }),
  ),
  {
    name: 'ends the session before the person has signed in',
    foundBy: 'C-13: leaves the session of the browser',
    plant: answer(
      () => true,
      async (request, { next }) => {
        const { status, headers } = await next(request)
        const changed = new Headers(headers)
        const sent = (request.headers.get('cookie') ?? '').split('; ').map((pair) => pair.split('=', 1)[0])
        for (const name of sent) changed.append('set-cookie', `${name ?? ''}=; Path=/; Max-Age=0`)
        return new Response(null, { status, headers: changed })
      },
    ),
  },
]
