import { expect, it } from 'vitest'
import { audience, useBearerFixture } from '../bearer-fixture.ts'
import { measureHeap } from '../measure-heap.ts'
import { createOfflineFetch } from '../offline-provider.ts'

const fixture = useBearerFixture()

// CAMPAIGN=whole sends 100,000 tokens to the default cache; the everyday run a hundredth, to the smallest.
const isWhole = process.env['CAMPAIGN'] === 'whole'
const tokens = isWhole ? 100_000 : 1000
const mebibytes = isWhole ? 48 : 1
/** An entry takes up to twice the bytes that are counted for it. */
const factor = 2
/** What the engine and the compiler take beside the cache. */
const besideBytes = 8 * 2 ** 20
const timeoutMilliseconds = 20 * 60_000

it.each(['JWTs', 'looked-up tokens'] as const)(
  `a flood of ${tokens} valid %s takes no more memory than the cache may, and changes no answer`,
  async (kind) => {
    const fetch = createOfflineFetch((_, token) => ({
      ...{ sub: token.split('~')[0] ?? '', aud: audience, client_id: 'mobile', exp: fixture.now + 300 },
      groups: ['staff'],
    }))
    const api = fixture.createApi(kind === 'JWTs' ? {} : { accessTokenFormat: 'opaque' }, {
      fetch,
      ...(isWhole ? {} : { accessTokenCacheMebibytes: mebibytes }),
    })
    const issue = async (sub: string, jti: string): Promise<string> =>
      kind === 'JWTs'
        ? fixture.sign(fixture.buildClaims({ sub, jti, groups: ['staff'] }))
        : `${sub}~${jti}`.padEnd(300, 'x')
    const send = async (sub: string, token: string): Promise<void> => {
      const { auth } = await api.send(`Bearer ${token}`)
      if (auth?.user.subject !== sub || !auth.hasRole('ROLE_USER') || auth.hasRole('ROLE_ADMIN'))
        throw new Error(`the token of ${sub} was answered with ${auth?.user.subject}`)
    }
    const others = Array.from({ length: 20 }, (_, at) => `other-${at}`)
    const theirs = await Promise.all(others.map((sub) => issue(sub, 'own')))
    const sendTheirs = async (): Promise<void> => {
      for (const [at, sub] of others.entries()) await send(sub, theirs[at] ?? '')
    }
    await sendTheirs()
    const before = measureHeap()
    for (let at = 0; at < tokens; at += 1) {
      await send('attacker', await issue('attacker', `${at}`))
      if (at % 200 === 0) await sendTheirs()
    }
    await sendTheirs()
    const grown = measureHeap() - before
    console.info(
      `flood: ${tokens} ${kind}, ${(grown / 2 ** 20).toFixed(1)} MiB of heap, ${mebibytes} MiB of cache`,
    )
    expect(grown).toBeLessThan(factor * mebibytes * 2 ** 20 + besideBytes)
    // The engine is still there to hold them.
    await sendTheirs()
  },
  timeoutMilliseconds,
)
