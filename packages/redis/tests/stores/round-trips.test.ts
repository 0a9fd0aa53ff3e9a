import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisGroup } from '../../../../tools/stores/start-redis.mjs'
import { redisStore } from '../../src/index.ts'
import { readRedisProgram, setups, type OpenedClient } from './open-redis.ts'
import { startSharedApp, type SharedApp } from './shared-app.ts'

const { start, clients: kinds } = setups['one server']!

describe.each(Object.entries(kinds))(
  'the commands that a server of Redis counts, from a client of %s',
  (_, open) => {
    let group: RedisGroup
    let clients: OpenedClient[]
    let app: SharedApp

    beforeAll(async () => {
      group = await start(readRedisProgram())
      clients = [await open(group), await open(group), await open(group)]
      const stores = clients.map(({ client }, index) =>
        redisStore(client, { cacheSeconds: index === 2 ? 60 : 0 }),
      )
      app = await startSharedApp(stores)
    })
    afterAll(async () => {
      await app.close()
      await Promise.all(clients.map(({ close }) => close()))
      await group.close()
    })

    /** Counts what one request of a person costs at one process. `INFO` and what asks for it do not count. */
    async function countCommands(process: number, request: () => Promise<unknown>): Promise<unknown> {
      app.choose(process)
      const ask = group.servers[0]!.ask
      await ask('CONFIG', 'RESETSTAT')
      await request()
      const counted = [
        ...(await ask('INFO', 'commandstats')).matchAll(/cmdstat_(?<name>[^:]+):calls=(?<calls>\d+)/gu),
      ]
      const own = counted.filter(([, name = '']) => !/^(?:config|info|ping)/u.test(name))
      return Object.fromEntries(own.map(([, name, calls]) => [name, Number(calls)]))
    }

    it('one, for a session that the process has never read and for one that it has: a read is one round trip', async () => {
      app.choose(0)
      const browser = await app.openSession('ada')
      const me = async () => expect((await browser.get(`${app.origin}/me`)).text).toBe('you are sub-of-ada')
      expect(await countCommands(1, me)).toEqual({ get: 1 })
      expect(await countCommands(1, me)).toEqual({ get: 1 })
    })

    it('none within cacheSeconds', async () => {
      app.choose(0)
      const browser = await app.openSession('bob')
      const me = async () => expect((await browser.get(`${app.origin}/me`)).text).toBe('you are sub-of-bob')
      expect(await countCommands(2, me)).toEqual({ get: 1 })
      expect(await countCommands(2, me)).toEqual({})
    })
  },
)
