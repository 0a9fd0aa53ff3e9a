import assert from 'node:assert/strict'
import { createUserAgent, type UserAgent } from '../user-agent/create-user-agent.ts'
import { sendBytes, type BytesAnswer } from '../user-agent/send-bytes.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { contractTexts } from './contract-app.ts'
import type { ContractApp, ContractCase } from './contract-app.ts'
import { listRequestVariants } from './variants/list-request-variants.ts'
import type { RequestVariant } from './variants/request-variant.ts'

const atOnce = 16

/** Sends a variant with an agent's cookies. */
function send(base: string, agent: UserAgent, variant: RequestVariant): Promise<BytesAnswer> {
  const { method, target, headers, body } = variant
  const has = (name: string): boolean => headers.some(([each]) => each === name)
  const cookie = agent.cookies(`${base}/`).map((each) => `${each.key}=${each.value}`)
  const lines = [
    ...(has('host') ? [] : [['host', new URL(base).host]]),
    ...(has('connection') ? [] : [['connection', 'close']]),
    ...(has('accept') ? [] : [['accept', 'text/html']]),
    ...(cookie.length === 0 ? [] : [['cookie', cookie.join('; ')]]),
    ...(body === '' ? [] : [['content-length', String(body.length)]]),
    ...headers,
  ].map(([name, value]) => `${name}: ${value}\r\n`)
  return sendBytes(base, `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

/** Sends them all, several at once, and says of which something was wrong. */
async function listFailures(
  base: string,
  agent: UserAgent,
  variants: readonly RequestVariant[],
  failsAt: readonly string[] = [],
): Promise<readonly string[]> {
  const failures: string[] = []
  const waiting = variants.values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const variant of waiting) {
        const mayFail = failsAt.includes(variant.method) || failsAt.includes(variant.target)
        const outcome = await send(base, agent, variant).then((answer) => judge(answer, mayFail), String)
        if (outcome !== undefined) failures.push(`${outcome}: ${JSON.stringify(variant)}`)
      }
    }),
  )
  return failures
}

function judge({ status = 400, raw }: BytesAnswer, mayFail: boolean): string | undefined {
  if (raw.includes(contractTexts.admin)) return 'reached the handler'
  // A server may say that it does not know a method or a version.
  return mayFail || status < 500 || status === 501 || status === 505 ? undefined : `was answered ${status}`
}

async function assertNobodyElse(app: ContractApp, basePath: string): Promise<void> {
  const base = app.origin + basePath
  const [admin, staff, anonymous] = [createUserAgent(), createUserAgent(), createUserAgent()]
  await signIn(admin, `${base}/me`, 'admin')
  await signIn(staff, `${base}/me`, 'staff')
  const countRuns = async () => Number((await anonymous.get(`${base}/runs`)).text)
  for (const path of ['/admin', ...(app.gatedPaths ?? [])].map((gated) => basePath + gated)) {
    const variants = listRequestVariants(path, app.origin)
    const before = await countRuns()
    for (const agent of [anonymous, staff]) {
      assert.deepEqual(await listFailures(base, agent, variants, app.failsAt), [])
      assert.equal(await countRuns(), before, `the handler of ${path} ran`)
    }
    // Most would have gone through otherwise: whoever has the role gets to the handler by the half of them.
    const reached = (await listFailures(base, admin, variants)).filter((each) => each.startsWith('reached'))
    assert.ok(reached.length > 100, `${reached.length} requests of an administrator reached ${path}`)
    assert.ok((await countRuns()) >= before + reached.length, 'the app counts what runs')
  }
  assert.equal((await staff.get(`${base}/admin`)).status, 403)
}

export const variantCases: readonly ContractCase[] = [
  {
    name: 'R-12: lets nobody without the role reach a gated handler, however the request is spelt',
    run: (app) => assertNobodyElse(app, ''),
  },
  {
    name: 'R-12: lets nobody without the role reach a gated handler below a mount point',
    basePath: '/app',
    run: (app) => assertNobodyElse(app, '/app'),
  },
]
