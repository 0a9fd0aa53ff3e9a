import { describe, expect, it } from 'vitest'
import { defaultPorts } from '../ports.ts'
import { createCachedSecurity } from './cached-security.ts'

const build = (subject: string) => ({
  ...{ providerId: 'main', issuer: 'https://id.example.com', name: 'Sam', roleKeys: ['staff'] },
  subject,
})

function create(bytes = 0) {
  const asked: string[] = []
  const ask = ({ subject }: { readonly subject: string }) => {
    asked.push(subject)
    return Promise.resolve({ security: { subject }, bytes } as never)
  }
  return { asked, cache: createCachedSecurity({ ask }, { ...defaultPorts, now: () => 1_793_000_000 }) }
}

describe('the cached security of persons', () => {
  it('evicts the person that was not used for the longest time beyond 10,000', async () => {
    const { asked, cache } = create()
    for (let index = 0; index <= 10_000; index += 1) await cache.resolve(build(`p${index}`))
    expect(asked).toHaveLength(10_001)
    await cache.resolve(build('p10000'))
    await cache.resolve(build('p1'))
    expect(asked).toHaveLength(10_001)
    await cache.resolve(build('p0'))
    expect(asked).toHaveLength(10_002)
  })

  it('evicts persons whose values take more than 16 MiB together', async () => {
    const { asked, cache } = create(6 * 2 ** 20)
    for (const subject of ['ada', 'ben', 'kim', 'kim', 'ben']) await cache.resolve(build(subject))
    expect(asked).toEqual(['ada', 'ben', 'kim'])
    await cache.resolve(build('ada'))
    expect(asked).toHaveLength(4)
  })

  it('does not cache a value that is larger than that', async () => {
    const { asked, cache } = create(17 * 2 ** 20)
    await cache.resolve(build('ada'))
    await cache.resolve(build('ada'))
    expect(asked).toHaveLength(2)
  })

  it('keeps apart what differs in any member', async () => {
    const { asked, cache } = create()
    const person = build('ada')
    const others = [
      { ...person, providerId: 'other' },
      { ...person, issuer: 'https://other.example.com' },
      { ...person, name: 'Ada' },
      { ...person, roleKeys: [] },
      { ...person, roleKeys: ['staff', ''] },
      { ...person, roleKeys: ['\ud800'] },
      { ...person, roleKeys: ['\udc00'] },
      { ...person, roleKeys: ['\ufffd'] },
      { ...person, name: 'Sam",["staff"]' },
    ]
    for (const each of [person, ...others, person, ...others]) await cache.resolve(each)
    expect(asked).toHaveLength(1 + others.length)
  })
})
