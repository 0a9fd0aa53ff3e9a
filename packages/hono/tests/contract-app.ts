import {
  contractAnswers,
  contractAudience,
  contractCookies,
  contractOverwritten,
  contractTexts,
  overwrites,
  readsBody,
} from '@x/oidc-testing'
import { isOidcError } from '@x/oidc-core'
import { readForm } from '@x/oidc-engine/adapter'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { readRequest } from '../src/read-request.ts'
import type { ContractOidc } from './contract-oidc.ts'

/** The contract's app on Hono. */
export function createContractApp(
  oidc: ContractOidc,
  basePath: string,
  front: MiddlewareHandler = (_, next) => next(),
) {
  const audience = contractAudience(oidc.engine.config.baseUrl)
  const api = contractAnswers.findApi(oidc.engine.config)
  let runs = 0
  const app = new Hono<typeof oidc.env>()
    .onError((error, c) =>
      'getResponse' in error ? error.getResponse() : c.text('Internal Server Error', 500),
    )
    .use(front)
    .use(async (c, next) => {
      await next()
      if (c.req.header(overwrites) === undefined) return
      for (const [name, value] of Object.entries(contractOverwritten)) c.header(name, value)
      c.res.headers.set('set-cookie', 'theirs=1')
    })
    .use(async (c, next) => {
      if (c.req.header(readsBody) !== undefined) await c.req.arrayBuffer()
      await next()
    })
    .use(oidc.middleware())
    .get('/', (c) => c.text(contractAnswers.greet(c.var.auth.user?.name)))
    .get('/me', oidc.requireUser(), (c) => c.text(c.var.auth.user.name))
    .get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => {
      runs += 1
      return c.text(contractTexts.admin)
    })
    .get('/api', oidc.bearer({ audience }), (c) => c.text(`${c.var.auth.via} ${c.var.auth.user.name}`))
    .get('/api/admin', oidc.bearer({ audience }), oidc.requireRole('ROLE_ADMIN'), (c) => {
      runs += 1
      return c.text(contractTexts.admin)
    })
    .get('/api/open', oidc.bearer({ audience, optional: true }), (c) =>
      c.text(contractAnswers.greet(c.var.auth.user?.name)),
    )
    .get('/respond/headers', (c) => c.text(greet(c), 200, cacheable))
    .get('/respond/response', (c) => new Response(greet(c), { headers: cacheable }))
    .get('/respond/assigned', async (c) => {
      c.res = new Response(greet(c), { headers: cacheable })
      return c.res
    })
    .get('/respond/stream', (c) => c.body(new Blob([greet(c)]).stream(), 200, cacheable))
    .get('/runs', (c) => c.text(String(runs)))
    .get('/static', (c) => c.text(contractTexts.static))
    .get('/roles', (c) => c.json([...c.var.auth.roles].sort()))
    .get('/extra', oidc.requireUser(), (c) => c.json(c.var.auth.user.extra))
    .post('/echo', oidc.requireUser(), async (c) => c.body(await c.req.arrayBuffer()))
    .post('/form', answerForm)
    .get('/cookies', oidc.requireUser(), (c) =>
      c.text('cookies', 200, { 'set-cookie': [...contractCookies] }),
    )
    .get('/stream', oidc.requireUser(), (c) => c.body(streamOf(contractAnswers.stream())))
    .get('/tokens', async (c) => c.json(await oidc.tokens(c)))
    .get('/call', async (c) =>
      c.json(await contractAnswers.callApi(oidc.fetchAs(c, api), c.req.query('to') ?? '')),
    )
    .get('/throws', () => {
      throw new Error('the handler of the contract throws')
    })
    .get('/throws/later', oidc.requireUser(), contractAnswers.failLater)
    .get('/throws/begun', oidc.requireUser(), (c) => c.body(streamOf(contractAnswers.streamAndFail())))
  return basePath === '' ? app : new Hono().route(basePath, app)
}

const cacheable = { 'Cache-Control': 'public, max-age=600' }

const greet = (c: Context<ContractOidc['env']>): string => contractAnswers.greet(c.var.auth.user?.name)

export const waysToRespond: readonly string[] = ['headers', 'response', 'assigned', 'stream'].map(
  (way) => `/respond/${way}`,
)

async function answerForm(c: Context): Promise<Response> {
  try {
    return c.text(JSON.stringify(Object.fromEntries(await readForm(readRequest(c)))))
  } catch (error) {
    return c.text(isOidcError(error) ? error.code : 'unexpected', 400)
  }
}

function streamOf(texts: AsyncIterable<string>): ReadableStream {
  return new ReadableStream<string>({
    async start(controller) {
      for await (const text of texts) controller.enqueue(text)
      controller.close()
    },
  }).pipeThrough(new TextEncoderStream())
}
