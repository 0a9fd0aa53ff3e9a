import { installRedis } from '../../../tools/stores/install-redis.mjs'
import { startRedis } from '../../../tools/stores/start-redis.mjs'
import { startProviderOfPerson } from '../authenticated-get/person.ts'
import { benchFields, withGenerator } from './bench-people.ts'
import type { PeoplePace } from './measure-people.ts'
import { buildStoredFields } from './stored-fields.ts'

/**
 * Lets people whose sessions are in one real server of Redis take turns at every server. Redis writes nothing to a disk, as is usual for
 * sessions, so that no contender waits for the disk of this machine.
 */
export async function benchStoredSessions(pace: PeoplePace): Promise<void> {
  const { servers, close } = await startRedis(await installRedis(), ['--appendonly', 'no'])
  const [redis] = servers
  if (redis === undefined) throw new Error('there is no server of Redis')
  const provider = await startProviderOfPerson()
  try {
    await withGenerator((generator) =>
      benchFields(buildStoredFields(redis.url), pace, {
        ...{ provider, tokens: [], generator },
        // Sessions of servers that ran before are of no use.
        beforeStart: async () => {
          await redis.ask('FLUSHALL')
        },
      }),
    )
  } finally {
    await provider.close()
    await close()
  }
}
