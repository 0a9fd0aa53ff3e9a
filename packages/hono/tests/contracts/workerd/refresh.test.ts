import {
  createUserAgent,
  type MisbehavingProvider,
  startHttpServer,
  startMisbehavingProvider,
} from '@x/oidc-testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWorker, type Worker } from './start-worker.ts'

const rounds = 5
const requests = 50
const seed = Number(process.env['SEED'] ?? 18)

// workerd treats promises of other requests in two ways: see `workerd.test.ts`.
describe.each(['2024-09-23', '2026-11-01'])(
  'sessions that refresh, on workerd as of %s',
  (compatibilityDate) => {
    let ahead = 0
    let provider: MisbehavingProvider
    let worker: Worker
    /** The refresh tokens that the provider received. */
    let sent: string[]
    const issued = new Set<string>()

    beforeEach(async () => {
      ahead = 0
      sent = []
      provider = await startMisbehavingProvider({
        claims: { sub: 'ada', name: 'Ada', groups: ['staff'] },
        now: () => Math.floor(Date.now() / 1000) + ahead,
      })
      provider.twist({
        respond: ({ body, path }) => {
          const token = path === '/token' ? new URLSearchParams(body).get('refresh_token') : null
          if (token !== null) sent.push(token)
          return undefined
        },
        refreshResponse: (response) => {
          issued.clear()
          issued.add(String(response['access_token']))
          return response
        },
      })
      worker = await startWorker({ issuerUrl: provider.issuerUrl, compatibilityDate, name: 'refresh-worker' })
    })
    afterEach(async () => {
      await worker.close()
      await provider.close()
    })

    async function signIn(): Promise<string> {
      const agent = createUserAgent()
      const { text } = await agent.get(`${worker.origin}/oauth2/authorization/main`)
      expect(JSON.parse(text)).toMatchObject({ subject: 'ada' })
      return agent
        .cookies(worker.origin)
        .map((cookie) => cookie.cookieString())
        .join('; ')
    }

    async function wait(seconds: number): Promise<void> {
      ahead += seconds
      await fetch(`${worker.origin}/later`, { headers: { 'x-later': String(seconds) } })
    }

    it(`sends each refresh token once for ${requests} requests of which half hang up, ${rounds} times`, async () => {
      let state = seed
      const random = (): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
        return (state >>> 8) / 2 ** 24
      }
      // Its answers are the signals at which clients hang up.
      const signals = await startHttpServer((_, res) => void setTimeout(() => res.end(), random() * 60))
      let hungUp = 0
      try {
        const cookie = await signIn()
        provider.twist({ delaySeconds: { token: 0.03 } })
        for (let round = 1; round <= rounds; round += 1) {
          await wait(3601)
          const answers = await Promise.all(
            Array.from({ length: requests }, (_, index) =>
              fetch(`${worker.origin}/`, {
                headers: { cookie, ...(index % 2 === 0 ? { 'x-hangs-up-after': signals.origin } : {}) },
              }),
            ),
          )
          for (const answer of answers) {
            if (answer.status === 499) {
              hungUp += 1
              continue
            }
            expect(await answer.json()).toEqual({
              ...{ subject: 'ada', roles: ['ROLE_USER'] },
              token: [...issued][0],
            })
          }
          expect(sent).toHaveLength(round)
        }
      } finally {
        await signals.close()
      }
      expect(new Set(sent).size).toBe(rounds)
      expect(hungUp).toBeGreaterThan(0)
      console.info(
        `workerd ${compatibilityDate}: seed ${seed}, ${rounds} refreshes, ${hungUp} requests hung up`,
      )
    })

    it('sends it once where the only request hangs up, and the next request has the new token', async () => {
      const cookie = await signIn()
      await wait(3601)
      let answerToken: () => void = () => undefined
      const answered = new Promise<void>((resolve) => (answerToken = resolve))
      provider.twist({
        respond: async ({ body, path }) => {
          const token = path === '/token' ? new URLSearchParams(body).get('refresh_token') : null
          if (token === null) return undefined
          sent.push(token)
          await answered
          return undefined
        },
      })
      const signals = await startHttpServer((_, res) => {
        void expect
          .poll(() => sent.length)
          .toBe(1)
          .then(() => res.end())
      })
      try {
        const first = await fetch(`${worker.origin}/`, {
          headers: { cookie, 'x-hangs-up-after': signals.origin },
        })
        expect(first.status).toBe(499)
        answerToken()
        await expect.poll(() => issued.size).toBe(1)
        const next = await fetch(`${worker.origin}/`, { headers: { cookie } })
        expect(await next.json()).toMatchObject({ subject: 'ada', token: [...issued][0] })
        expect(sent).toHaveLength(1)
      } finally {
        await signals.close()
      }
    })

    it('does not start with tokens in cookies, and says why', async () => {
      const answer = await (await fetch(`${worker.origin}/without-store`)).text()
      expect(answer).toContain('session.keep.tokens')
      expect(answer).toContain('Cloudflare Workers')
      expect(answer).toContain('session.store')
    })
  },
)
