import assert from 'node:assert/strict'
import { assertPrivate } from './assert-private.ts'
import { assertRefused, call, firstChallenge, nameCaller, obtainToken } from './call-api.ts'
import type { ContractCase } from './contract-app.ts'
import { untilRecovered } from './until-recovered.ts'

/** An API whose provider is unreachable. */
export const bearerOutageCases: readonly ContractCase[] = [
  {
    name: 'starts without the keys of the provider, and answers 503 to a token until it has them',
    run: async (app) => {
      const { origin, provider } = app
      const token = await obtainToken(app, 'staff')
      for (const outage of ['refuse', '503'] as const) {
        await provider.goDown(outage)
        const answer = await call(`${origin}/api`, token)
        assert.equal(answer.status, 503)
        assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/)
        assertPrivate(answer.headers, '503 /api')
        assertRefused(await call(`${origin}/api`), 401, firstChallenge)
      }
      await provider.comeBack()
      await untilRecovered(() => call(`${origin}/api`, token))
      assert.equal((await call(`${origin}/api`, token)).text, `bearer ${nameCaller(app, 'staff')}`)
    },
  },
  {
    name: 'accepts known and new tokens while the provider is down',
    run: async (app) => {
      const { origin, provider } = app
      const [first, second] = [await obtainToken(app, 'staff'), await obtainToken(app, 'admin')]
      assert.equal((await call(`${origin}/api`, first)).status, 200)
      await provider.goDown('refuse')
      assert.equal((await call(`${origin}/api`, first)).text, `bearer ${nameCaller(app, 'staff')}`)
      assert.equal((await call(`${origin}/api`, second)).text, `bearer ${nameCaller(app, 'admin')}`)
      assert.equal((await call(`${origin}/api`, `${second.slice(0, -4)}AAAA`)).status, 401)
    },
  },
]
