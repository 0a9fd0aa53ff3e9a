import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import type { BytesAnswer } from '../user-agent/send-bytes.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { callbackPath, contractPeople, contractTexts, loginPath } from './contract-app.ts'
import type { ContractApp, ContractCase } from './contract-app.ts'
import { listRequestVariants } from './variants/list-request-variants.ts'
import { listPathSpellings } from './variants/path-spellings.ts'
import { buildVariant } from './variants/request-variant.ts'
import { listFailures } from './variants/send-variants.ts'

function judgeReach({ raw }: BytesAnswer): string | undefined {
  return raw.includes(contractTexts.admin) ? 'reached the handler' : undefined
}

function isSameUrl(target: string, url: string): boolean {
  return URL.canParse(target, url) && new URL(target, url).href === url
}

async function assertNoOtherCaller(app: ContractApp, basePath: string): Promise<void> {
  const [baseUrl, { failsAt }] = [app.origin + basePath, app]
  const [admin, staff, anonymous] = [createUserAgent(), createUserAgent(), createUserAgent()]
  await signIn(admin, `${baseUrl}/me`, 'admin')
  await signIn(staff, `${baseUrl}/me`, 'staff')
  const countRuns = async () => Number((await anonymous.get(`${baseUrl}/runs`)).text)
  for (const path of ['/admin', ...(app.gatedPaths ?? [])].map((gated) => basePath + gated)) {
    const variants = listRequestVariants(path, app.origin)
    const before = await countRuns()
    for (const agent of [anonymous, staff]) {
      assert.deepEqual(await listFailures({ baseUrl, agent, failsAt }, variants, judgeReach), [])
      assert.equal(await countRuns(), before, `the handler of ${path} ran`)
    }
    // This proves that the gate refused the requests: with the role, many of them reach the handler.
    const some = variants.filter((_, index) => index % 4 === 0)
    const all = await listFailures({ baseUrl, agent: admin, failsAt }, some, judgeReach)
    const reached = all.filter((each) => each.startsWith('reached'))
    assert.ok(reached.length > 30, `${reached.length} requests of an administrator reached ${path}`)
    assert.ok((await countRuns()) >= before + reached.length, 'the app counts each run of a handler')
  }
}

export const variantCases: readonly ContractCase[] = [
  {
    name: 'R-12: keeps callers without the role from a gated handler, for every spelling of the request',
    run: (app) => assertNoOtherCaller(app, ''),
  },
  {
    name: 'R-12: keeps callers without the role from a gated handler below a mount point',
    basePath: '/app',
    run: (app) => assertNoOtherCaller(app, '/app'),
  },
  {
    name: 'sets no cookie at other spellings of its own paths',
    run: async ({ origin, failsAt }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      const headers = [
        ['origin', origin],
        ['sec-fetch-site', 'same-origin'],
      ] as const
      const variants = ['/logout', loginPath, '/login', '/oauth2/session', callbackPath].flatMap((path) =>
        listPathSpellings(path, origin)
          // Leaves out spellings that the URL standard normalises to the same path.
          .filter((spelling) => !spelling.includes(path) && !isSameUrl(spelling, origin + path))
          .flatMap((target) => ['GET', 'POST'].map((method) => buildVariant(target, { method, headers }))),
      )
      const judge = ({ raw }: BytesAnswer) => (/^set-cookie:/imu.test(raw) ? 'set a cookie' : undefined)
      assert.deepEqual(await listFailures({ baseUrl: origin, agent, failsAt }, variants, judge), [])
      assert.equal((await agent.get(`${origin}/me`)).text, contractPeople.staff.name)
    },
  },
  {
    name: 'answers odd queries at its own paths without a failure or a redirect to another host',
    run: async ({ origin, failsAt }) => {
      const agent = createUserAgent()
      const odd = [
        '%',
        '%00',
        '\\',
        'http://[',
        'http://a:99999',
        '//',
        '\xff',
        'x'.repeat(10_000),
        '%ed%a0%80',
      ]
      const names = [
        'returnTo',
        'state',
        'code',
        'error',
        'error_description',
        'iss',
        'switch',
        '__proto__[x]',
        '',
      ]
      const variants = [
        '/login',
        loginPath,
        callbackPath,
        '/logout',
        '/logout/done',
        '/oauth2/session',
      ].flatMap((path) =>
        names.flatMap((name) => odd.map((value) => buildVariant(`${path}?${name}=${value}`))),
      )
      const judge = ({ raw }: BytesAnswer) => {
        const location = /^location: (.*)$/imu.exec(raw)?.[1] ?? '/'
        return new URL(location, origin).hostname === 'localhost' ? undefined : `redirected to ${location}`
      }
      assert.deepEqual(await listFailures({ baseUrl: origin, agent, failsAt }, variants, judge), [])
      assert.ok((await signIn(agent, `${origin}/me`, 'staff')).text === contractPeople.staff.name)
    },
  },
]
