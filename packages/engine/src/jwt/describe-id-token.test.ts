import { describe, expect, it } from 'vitest'
import { describeUnverified } from './describe-id-token.ts'

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const describeAlg = (alg: string): string =>
  describeUnverified(`${encode({ alg })}.${encode({})}.AAAA`, 'alg', ['RS256', 'ES256'])

describe('the clause about an ID Token whose algorithm is refused', () => {
  it('names the expected algorithms and the option', () => {
    expect(describeAlg('ES512')).toBe(
      ': alg is "ES512", expected RS256 or ES256. Set idTokenSigningAlgs, or change the client',
    )
  })

  it('does not advise the option for HMAC, which no option allows', () => {
    expect(describeAlg('HS256')).toBe(
      ': alg is "HS256", and HMAC is not supported. Choose RS256 for the ID Tokens of this client at the provider',
    )
  })
})
