import { createHash, createHmac, createPublicKey } from 'node:crypto'
import { createGate, signJws, type SigningKey, type Twists } from '@x/oidc-testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { openEngineBrowser } from './engine-browser.ts'
import { createManualTimers } from './manual-timers.ts'
import { answeredCookie, useSignInFixture } from './sign-in-fixture.ts'
import { clientSecret, createAppEngine } from './start-app.ts'

const fixture = useSignInFixture({ op: { signingAlgs: ['RS256', 'ES256'] } })

let minutes = 0
beforeEach(() => {
  // Tokens with unknown keys use the budget of fetches up; after four minutes it is full again.
  minutes += 4
  fixture.now += 60 * minutes
})

type Claims = Record<string, unknown>

/** Signs in with a twisted provider and gives the rule that the application found broken. */
async function findBrokenRule(twists: Twists): Promise<unknown> {
  fixture.provider.twist(twists)
  const browser = fixture.openBrowser()
  const before = fixture.app.events.length
  const answer = await browser.get(`${fixture.app.origin}/oauth2/authorization/main?returnTo=/me`)
  if (answer.status === 200) return undefined
  expect(answer.status).toBe(502)
  expect(answer.text).toContain('id_token_invalid')
  expect(browser.cookies(fixture.app.origin)).toEqual([expect.objectContaining({ key: answeredCookie })])
  expect(fixture.provider.requests.count('/userinfo')).toBe(0)
  const event = fixture.app.events.slice(before).find(({ code }) => code === 'id_token_invalid')
  return (event?.detail as { rule?: string } | undefined)?.rule
}

function twistClaims(change: (claims: Claims) => Claims): Twists {
  return { idTokenClaims: change }
}

function set(claim: string, value: unknown): Twists {
  return twistClaims((claims) => ({ ...claims, [claim]: value }))
}

function drop(claim: string): Twists {
  return twistClaims(({ [claim]: _, ...others }) => others)
}

function base64url(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

it('an honest ID Token is accepted', async () => {
  expect(await findBrokenRule({})).toBeUndefined()
})

describe('I-01: iss', () => {
  it.each([
    ['with a character more', (iss: string) => `${iss}1`],
    ['with a slash more', (iss: string) => `${iss}/`],
    ['as a list', (iss: string) => [iss]],
    ['empty', () => ''],
  ])('is refused %s', async (_, change) => {
    expect(await findBrokenRule(set('iss', change(fixture.provider.issuerUrl)))).toBe('iss')
  })

  it('is refused when missing', async () => {
    expect(await findBrokenRule(drop('iss'))).toBe('iss')
  })
})

describe('I-02: aud', () => {
  it.each([['app1'], ['evil'], [['evil']], [['app', 'evil']], [[]], ['']])(
    'is refused as %j',
    async (aud) => {
      expect(await findBrokenRule(set('aud', aud))).toBe('aud')
    },
  )

  it('is refused when missing', async () => {
    expect(await findBrokenRule(drop('aud'))).toBe('aud')
  })

  it('is accepted as a list of the client alone', async () => {
    expect(await findBrokenRule(set('aud', ['app']))).toBeUndefined()
  })
})

describe('I-03, I-04: azp', () => {
  it.each(['evil', '', 'APP', ['app']])('is refused as %j', async (azp) => {
    expect(await findBrokenRule(set('azp', azp))).toBe('azp')
  })

  it.each([
    [['app', 'api'], undefined, undefined],
    [['app', 'evil'], undefined, 'aud'],
    [['app', 'api'], 'api', 'azp'],
    [['app', 'api'], 'app', undefined],
    [['api', 'app'], 'app', undefined],
    [['app', 'evil'], 'app', 'aud'],
    [['app', 'api', 'evil'], 'app', 'aud'],
    [['api'], 'app', 'aud'],
    ['api', 'api', 'aud'],
  ])('I-03: with another audience trusted, aud %j and azp %j', async (aud, azp, rule) => {
    fixture.provider.twist({ idTokenClaims: (claims) => ({ ...claims, aud, azp }) })
    const { engine, events } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      provider: { trustedAudiences: ['api'] },
    })
    const answer = await openEngineBrowser(engine).signIn()
    expect(answer.status).toBe(rule === undefined ? 303 : 502)
    const broken = events.find(({ code }) => code === 'id_token_invalid')
    expect((broken?.detail as { rule?: string } | undefined)?.rule).toBe(rule)
  })

  it('I-03: is not needed with one audience, and accepted as the client', async () => {
    expect(await findBrokenRule(set('azp', 'app'))).toBeUndefined()
  })
})

describe('I-05: the signature is always verified, in the code flow too', () => {
  it('one broken byte is refused', async () => {
    const idTokenSign: Twists['idTokenSign'] = async (parts) => {
      const [header, payload, text = ''] = (await signJws(parts)).split('.')
      const signature = Buffer.from(text, 'base64url')
      signature[10] = (signature[10] ?? 0) ^ 0x5a
      return [header, payload, signature.toString('base64url')].join('.')
    }
    expect(await findBrokenRule({ idTokenSign })).toBe('signature')
  })

  it('claims changed after signing are refused', async () => {
    const idTokenSign: Twists['idTokenSign'] = async (parts) => {
      const [header, , signature] = (await signJws(parts)).split('.')
      return [header, base64url({ ...(parts.payload as Claims), sub: 'mallory' }), signature].join('.')
    }
    expect(await findBrokenRule({ idTokenSign })).toBe('signature')
  })

  it('a key that the provider does not publish is refused, under its own kid or a published one', async () => {
    expect(await findBrokenRule({ signingKey: 'unpublished' })).toBe('key')
    const { kid } = await fixture.provider.signingKey()
    fixture.provider.behave()
    expect(
      await findBrokenRule({ signingKey: 'unpublished', idTokenHeader: (header) => ({ ...header, kid }) }),
    ).toBe('signature')
  })

  it('#26: a key in the header is not looked at', async () => {
    const jwk = { kty: 'RSA', n: 'x'.repeat(342), e: 'AQAB' }
    expect(
      await findBrokenRule({ signingKey: 'unpublished', idTokenHeader: (header) => ({ ...header, jwk }) }),
    ).toBe('key')
  })

  it('two segments, or five, are no ID Token', async () => {
    expect(
      await findBrokenRule({
        idTokenSign: ({ payload }) => `${base64url({ alg: 'RS256' })}.${base64url(payload)}`,
      }),
    ).toBe('grammar')
    expect(await findBrokenRule({ idTokenSign: () => 'e30.AA.AA.AA.AA' })).toBe('grammar')
  })
})

describe('I-06: the algorithm', () => {
  const announced = ['none', 'None', 'NONE', 'nOnE', 'HS256', 'HS384', 'HS512', 'RS1', '', 'RS256', 'ES256']

  /** Signs in at a provider that announces every algorithm, and gives the rule that was found broken. */
  async function findBrokenRuleAnnounced(idTokenSign: Twists['idTokenSign']): Promise<unknown> {
    fixture.provider.twist({
      metadata: (metadata) => ({ ...metadata, id_token_signing_alg_values_supported: announced }),
      ...(idTokenSign === undefined ? {} : { idTokenSign }),
    })
    const { engine, events } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
    })
    const browser = openEngineBrowser(engine)
    const answer = await browser.signIn()
    if (answer.status === 303) return undefined
    expect(answer.status).toBe(502)
    expect([...browser.cookies.keys()]).toEqual([answeredCookie])
    return (events.at(-1)?.detail as { rule?: string } | undefined)?.rule
  }

  it('is one of ours in this provider, whatever else it announces', async () => {
    expect(await findBrokenRuleAnnounced(undefined)).toBeUndefined()
  })

  it.each(announced.slice(0, -2))('%j is refused, whatever the metadata offers (#59)', async (alg) => {
    const idTokenSign: Twists['idTokenSign'] = ({ payload, key }) =>
      `${base64url({ alg, kid: key.kid })}.${base64url(payload)}.AAAA`
    expect(await findBrokenRuleAnnounced(idTokenSign)).toBe('alg')
    expect(await findBrokenRule({ idTokenSign })).toBe('alg')
  })

  it('none without a signature is refused, whatever the metadata offers (#59)', async () => {
    const idTokenSign: Twists['idTokenSign'] = ({ payload }) =>
      `${base64url({ alg: 'none' })}.${base64url(payload)}.`
    expect(await findBrokenRuleAnnounced(idTokenSign)).toBe('grammar')
  })

  it.each([
    ['client secret', () => clientSecret],
    ['empty text', () => ''],
    ['public key as JWK', (key: SigningKey) => JSON.stringify(key.publicJwk)],
    ['public modulus as text', (key: SigningKey) => key.publicJwk.n ?? ''],
    ['public modulus in bytes', (key: SigningKey) => Buffer.from(key.publicJwk.n ?? '', 'base64url')],
    ['public key as PEM', (key: SigningKey) => exportPublic(key, 'pem')],
    [
      'public key as PEM without its last line break',
      (key: SigningKey) => exportPublic(key, 'pem').trimEnd(),
    ],
    ['public key as DER', (key: SigningKey) => Buffer.from(exportPublic(key, 'der'), 'base64')],
  ])('I-07, K-06: HS256 with the %s is refused, also when announced', async (_, secretOf) => {
    const idTokenSign: Twists['idTokenSign'] = ({ payload, key }) => {
      const input = `${base64url({ alg: 'HS256', kid: key.kid })}.${base64url(payload)}`
      return `${input}.${createHmac('sha256', secretOf(key)).update(input).digest('base64url')}`
    }
    expect(await findBrokenRuleAnnounced(idTokenSign)).toBe('alg')
    expect(await findBrokenRule({ idTokenSign })).toBe('alg')
  })

  it('another one that the provider announces is accepted', async () => {
    expect(await findBrokenRule({ signingKey: 'ES256' })).toBeUndefined()
  })

  it.each([
    ['the provider does not announce', ['RS256'], {}],
    ['the configuration does not name', announced, { idTokenSigningAlgs: ['RS256'] }],
  ])('one that %s is refused', async (_, offered, provider) => {
    fixture.provider.twist({
      signingKey: 'ES256',
      metadata: (metadata) => ({ ...metadata, id_token_signing_alg_values_supported: offered }),
    })
    const { issuerUrl } = fixture.provider
    const options = { issuerUrl, now: () => fixture.now, provider }
    const { engine, events } = createAppEngine('http://localhost:3000', options)
    expect((await openEngineBrowser(engine).signIn()).status).toBe(502)
    expect(events.at(-1)).toMatchObject({ code: 'id_token_invalid', detail: { rule: 'alg' } })
  })
})

function exportPublic({ publicJwk }: SigningKey, format: 'pem' | 'der'): string {
  const key = createPublicKey({ key: publicJwk, format: 'jwk' })
  if (format === 'pem') return String(key.export({ type: 'spki', format }))
  return key.export({ type: 'spki', format }).toString('base64')
}

describe('I-08: exp', () => {
  it.each([
    ['at the end of the tolerance', -30],
    ['a second later', -31],
    ['long ago', -86_400],
  ])('is refused %s', async (_, seconds) => {
    expect(await findBrokenRule(set('exp', fixture.now + seconds))).toBe('exp')
  })

  it('is accepted within the tolerance', async () => {
    expect(await findBrokenRule(set('exp', fixture.now - 29))).toBeUndefined()
  })

  it.each([['soon'], [null], [-1], [2 ** 53], [[1]]])('is refused as %j', async (exp) => {
    expect(await findBrokenRule(set('exp', exp))).toBe('exp')
  })

  it('is refused when missing', async () => {
    expect(await findBrokenRule(drop('exp'))).toBe('exp')
  })

  it('is refused when infinite', async () => {
    const idTokenSign: Twists['idTokenSign'] = (parts) => {
      const payload = JSON.stringify({ ...(parts.payload as Claims), exp: 0 }).replace(
        '"exp":0',
        '"exp":1e309',
      )
      return signJws({ ...parts, payload })
    }
    expect(await findBrokenRule({ idTokenSign })).toBe('exp')
  })
})

describe('I-09: iat', () => {
  it.each([['missing'], [31], [3600], [-631], [-7 * 86_400]])('is refused at %s', async (seconds) => {
    expect(
      await findBrokenRule(typeof seconds === 'number' ? set('iat', fixture.now + seconds) : drop('iat')),
    ).toBe('iat')
  })

  it.each([30, 0, -630])('is accepted at %s', async (seconds) => {
    expect(await findBrokenRule(set('iat', fixture.now + seconds))).toBeUndefined()
  })
})

describe('I-10: nonce', () => {
  it('is refused with a character more', async () => {
    expect(
      await findBrokenRule(twistClaims((claims) => ({ ...claims, nonce: `${String(claims['nonce'])}1` }))),
    ).toBe('nonce')
  })

  it.each([[''], [null], [7], ['x'.repeat(43)]])('is refused as %j', async (nonce) => {
    expect(await findBrokenRule(set('nonce', nonce))).toBe('nonce')
  })

  it('C-04: is refused when missing', async () => {
    expect(await findBrokenRule(drop('nonce'))).toBe('nonce')
  })
})

describe('I-13: at_hash', () => {
  it.each([['77QmUPtjPfzWtF2AnpK9RQ'], [''], [null], [7]])('is refused as %j', async (hash) => {
    expect(await findBrokenRule(set('at_hash', hash))).toBe('at_hash')
  })

  it.each(['RS256', 'ES256'] as const)('is accepted when right, with %s', async (signingKey) => {
    const hash = createHash('sha256')
      .update('the-access-token')
      .digest()
      .subarray(0, 16)
      .toString('base64url')
    const tokenResponse: Twists['tokenResponse'] = (response) => ({
      ...response,
      access_token: 'the-access-token',
    })
    expect(await findBrokenRule({ signingKey, tokenResponse, ...set('at_hash', hash) })).toBeUndefined()
  })
})

describe('I-14: sub', () => {
  it.each([[''], [null], [7], ['x'.repeat(256)], ['ä'], [['ada']]])('is refused as %j', async (sub) => {
    expect(await findBrokenRule(set('sub', sub))).toBe('sub')
  })

  it('is refused when missing', async () => {
    expect(await findBrokenRule(drop('sub'))).toBe('sub')
  })
})

describe('I-15: typ', () => {
  it.each(['at+jwt', 'logout+jwt', 'application/at+jwt'])('is refused as %s', async (typ) => {
    expect(await findBrokenRule({ idTokenHeader: (header) => ({ ...header, typ }) })).toBe('typ')
  })
})

describe('I-16: the payload', () => {
  it.each([['[]'], ['"text"'], ['7'], ['null'], ['{'], ['{"sub":"a","sub":"b"}']])(
    'is refused as %s',
    async (json) => {
      expect(await findBrokenRule({ idTokenSign: (parts) => signJws({ ...parts, payload: json }) })).toBe(
        'payload',
      )
    },
  )
})

describe('K-07: crit and b64', () => {
  it.each([
    ['an unknown extension', { crit: ['x'], x: 1 }],
    ['an empty list', { crit: [] }],
    ['b64', { crit: ['b64'], b64: false }],
  ])('%s is refused', async (_, more) => {
    expect(await findBrokenRule({ idTokenHeader: (header) => ({ ...header, ...more }) })).toBe('crit')
  })
})

describe('K-03: key rotation', () => {
  it('before a sign-in passes', async () => {
    await fixture.provider.rotateKeys('now')
    expect(await findBrokenRule({})).toBeUndefined()
  })

  it('during a sign-in passes, with one more request for the keys', async () => {
    expect(await findBrokenRule({})).toBeUndefined()
    fixture.provider.requests.clear()
    await fixture.provider.rotateKeys('before_signing')
    expect(await findBrokenRule({})).toBeUndefined()
    expect(fixture.provider.requests.count('/jwks')).toBe(1)
  })

  it('passes for everybody who signs in at that moment, with a key set that comes slowly', async () => {
    const timers = createManualTimers()
    const { engine } = createAppEngine('http://localhost:3000', {
      issuerUrl: fixture.provider.issuerUrl,
      now: () => fixture.now,
      startTimer: timers.startTimer,
    })
    expect((await openEngineBrowser(engine).signIn()).status).toBe(303)
    let keys = createGate()
    fixture.provider.twist({
      respond: async ({ path }) => {
        if (path === '/jwks') await keys.opened
        return undefined
      },
    })
    // Several in one minute: only who begins a look at the provider pays for it, not who waits for it.
    for (let rotation = 0; rotation < 3; rotation++) {
      fixture.provider.requests.clear()
      await fixture.provider.rotateKeys('now')
      keys = createGate()
      const begun = Array.from({ length: 12 }, () => openEngineBrowser(engine).signIn())
      // One asks for the keys, and the others wait for them.
      await timers.untilRunning([10, ...Array.from({ length: 11 }, () => 3)])
      keys.open()
      const answers = await Promise.all(begun)
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 303))
      expect(fixture.provider.requests.count('/jwks')).toBe(1)
    }
  })
})
