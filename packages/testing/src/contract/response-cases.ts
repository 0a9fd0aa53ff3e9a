import assert from 'node:assert/strict'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import { assertPrivate, listTokens } from './assert-private.ts'
import { contractPeople, type ContractCase } from './contract-app.ts'
import { assertCleansAway, leaveStaleCookies } from './leave-stale-cookies.ts'

/** The different ways in which a framework can respond. */
export const responseCases: readonly ContractCase[] = [
  {
    name: 'S-11: keeps a personal response private in every way to respond, and sends its cookies',
    run: async ({ origin, inject, waysToRespond = [] }) => {
      const agent = createUserAgent()
      await signIn(agent, `${origin}/me`, 'staff')
      for (const path of ['/', ...waysToRespond]) {
        leaveStaleCookies(agent, origin)
        const cookie = agent.cookies(origin + path).map((each) => each.cookieString())
        const injected = await inject?.(path, { cookie: cookie.join('; ') })
        const sent = await agent.get(origin + path)
        for (const { status, text, headers } of injected === undefined ? [sent] : [sent, injected]) {
          const where = `${path}${headers === sent.headers ? '' : ', without a socket'}`
          assert.equal(status, 200, where)
          assert.equal(text, `hello ${contractPeople.staff.name}`, where)
          assertPrivate(headers, where)
          assert.deepEqual(listTokens(headers, 'cache-control').sort(), ['no-store', 'private'], where)
          assertCleansAway(headers.getSetCookie())
        }
      }
    },
  },
]
