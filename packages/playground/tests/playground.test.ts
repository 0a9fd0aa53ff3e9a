import { describe, expect, it } from 'vitest'
import { answerTexts } from '../src/answer/answer-texts.ts'
import { parseClaims } from '../src/parse/parse-claims.ts'
import { parseConfiguration } from '../src/parse/parse-configuration.ts'
import { parseFragment } from '../src/link/state-fragment.ts'
import { withoutSecrets } from '../src/link/without-secrets.ts'
import { providerShapes } from '../src/shapes/provider-shapes.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: unknown, header = {}) => `${encode({ alg: 'RS256', ...header })}.${encode(claims)}.c2ln`

function problemOf(text: string): string {
  const parsed = parseClaims(text)
  return 'problem' in parsed ? parsed.problem.message : 'none'
}

describe('every example', () => {
  it.each(providerShapes.map((shape) => [shape.label, shape] as const))(
    'comes out as its group in the list says, without an error: %s',
    (_, { texts, isAdmitted }) => {
      const { claims, configuration, outcome } = answerTexts(texts)
      expect([claims.isWrong, configuration.isWrong]).toEqual([false, false])
      expect(outcome.startsWith('Admitted with')).toBe(isAdmitted)
    },
  )
})

describe('claims that cannot be read', () => {
  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: " cannot stand here; a comma'],
    ['[1, 2', 'column 6: the text ends too early'],
    ['{"a": "b\n}', 'line 1, column 9: this text is not closed on its line'],
    ['{"a": b}', 'column 7: b is a name that only your program knows'],
    ['  ', 'There is nothing here yet'],
  ])('are told the place and, where it is plain, the reason: %j', (text, message) => {
    expect(problemOf(text)).toContain(message)
  })

  it.each(["{'sub': 'ada'}", '{sub: "ada"}', '{"sub": "ada",}', '// Ada\n{"sub": "ada"}'])(
    'are none where JavaScript reads them: %j',
    (text) => {
      expect(parseClaims(text)).toMatchObject({ value: { sources: { idToken: { sub: 'ada' } } } })
    },
  )

  it('are shown with a mark below the place', () => {
    expect(parseClaims('{\n  "a": 1,\n  "b" 2\n}')).toMatchObject({
      problem: { excerpt: '2 │   "a": 1,\n3 │   "b" 2\n  │       ▲' },
    })
  })
})

describe('the claims field', () => {
  it('takes a Claims Set, several sources, a bearer, and a JWT in the place of each', () => {
    const claims = { sub: 'ada' }
    const texts = [claims, { idToken: claims }, { idToken: jwt(claims) }].map((each) => JSON.stringify(each))
    for (const text of [...texts, jwt(claims), ` Bearer ${jwt(claims)}\n`]) {
      expect(parseClaims(text)).toMatchObject({ value: { sources: { idToken: claims } } })
    }
    expect(parseClaims(JSON.stringify({ bearer: jwt(claims) }))).toMatchObject({
      value: { sources: { bearer: claims }, decoded: [{ name: 'bearer', claims }] },
    })
  })

  it('takes a claim named idToken for a claim where there is a subject', () => {
    const claims = { sub: 'ada', idToken: 'x' }
    expect(parseClaims(JSON.stringify(claims))).toMatchObject({ value: { sources: { idToken: claims } } })
  })

  describe('an access token alone', () => {
    const claims = { sub: 'ada', realm_access: { roles: ['staff'] } }
    const fromKeycloak = { typ: 'Bearer', azp: 'app', ...claims }
    it.each([
      ['of Keycloak, which has typ in its payload', jwt(fromKeycloak, { typ: 'JWT' }), fromKeycloak],
      ['of Keycloak, in a header', `Bearer ${jwt(fromKeycloak)}`, fromKeycloak],
      ['of Keycloak, as a Claims Set', JSON.stringify(fromKeycloak), fromKeycloak],
      ['with the header of RFC 9068', jwt(claims, { typ: 'at+jwt' }), claims],
      ['with the whole media type', jwt(claims, { typ: 'application/AT+JWT' }), claims],
      [
        'in a token response without an id_token',
        JSON.stringify({ access_token: jwt(claims), token_type: 'Bearer', expires_in: 60 }),
        claims,
      ],
    ])('is taken as accessToken: %s', (_, text, accessToken) => {
      expect(parseClaims(text)).toMatchObject({
        value: { sources: { idToken: { sub: 'ada' }, accessToken } },
      })
      const { outcome, claims: remarks } = answerTexts({
        claims: text,
        configuration: JSON.stringify({
          providers: [{ rolesClaims: [{ path: ['realm_access', 'roles'], from: 'accessToken' }] }],
          security: { roleMapping: { staff: ['ROLE_USER'] } },
        }),
      })
      expect(outcome).toBe('Admitted with ROLE_USER.')
      expect(remarks.body.toString()).toContain('This is an access token')
    })

    it('has no subject that it does not name', () => {
      expect(parseClaims(jwt({ typ: 'Bearer' }))).toMatchObject({
        value: { sources: { idToken: {}, accessToken: { typ: 'Bearer' } } },
      })
    })

    it.each([{ typ: 'ID' }, { typ: 'Bearer token' }, { typ: ['Bearer'] }, {}])(
      'is no token that says otherwise: %j',
      (typ) => {
        const parsed = parseClaims(jwt({ ...typ, sub: 'ada' }, { typ: 'JWT' }))
        expect('value' in parsed && Object.keys(parsed.value.sources)).toEqual(['idToken'])
      },
    )
  })

  describe('the response of a token endpoint', () => {
    const idToken = { sub: 'ada', typ: 'ID' }
    const rest = { token_type: 'Bearer', expires_in: 60, refresh_token: 'hidden', scope: 'openid' }

    it('gives the claims of both tokens', () => {
      const accessToken = { sub: 'ada', typ: 'Bearer' }
      const text = JSON.stringify({ ...rest, id_token: jwt(idToken), access_token: jwt(accessToken) })
      expect(parseClaims(text)).toMatchObject({ value: { sources: { idToken, accessToken }, notes: [] } })
    })

    it('may have an opaque access token, of which it is said that it is left out', () => {
      const parsed = parseClaims(JSON.stringify({ ...rest, id_token: jwt(idToken), access_token: 'opaque' }))
      expect('value' in parsed && parsed.value.sources).toEqual({ idToken })
      expect('value' in parsed && parsed.value.notes.join()).toContain('access_token is left out. This text')
    })

    it.each([
      [{ access_token: 'opaque' }, 'has no id_token'],
      [{ id_token: 'eyJ.x', access_token: 'opaque' }, 'idToken: This JWT is not whole'],
    ])('that cannot be read is told so: %j', (tokens, message) => {
      expect(problemOf(JSON.stringify({ ...rest, ...tokens }))).toContain(message)
    })

    it('is not what a Claims Set with such a claim is', () => {
      const claims = { sub: 'ada', access_token: 'x' }
      expect(parseClaims(JSON.stringify(claims))).toMatchObject({ value: { sources: { idToken: claims } } })
    })
  })

  it.each([
    ['[]', 'The Claims Set must be a JSON object'],
    ['{"idToken": {}, "userInfo": {}}', '"userInfo" cannot be combined with idToken'],
    ['{"accessToken": {}}', 'idToken is missing'],
    ['{"idToken": {}, "accessToken": "opaque"}', 'accessToken: This text is no JWT'],
    [jwt({}).slice(0, -4), 'This JWT is not whole'],
    [`${encode({ alg: 'dir' })}.a.b.c.d`, 'This JWT is encrypted'],
    [jwt([]), 'The payload of this JWT is not a JSON object'],
    ['eyJhIjoxfQ.gA.c2ln', 'The payload of this JWT is not a JSON object'],
  ])('says what is wrong with %s', (text, message) => {
    expect(problemOf(text)).toContain(message)
  })

  it('says of a JWT that it is not verified', () => {
    const { configuration } = providerShapes[0]!.texts
    const { claims } = answerTexts({ claims: jwt({ sub: 'ada' }), configuration })
    expect(claims.body.toString()).toContain('<strong>not verified</strong>')
  })
})

describe('the configuration field', () => {
  it('needs only what decides, and takes a whole configuration as well', () => {
    expect(parseConfiguration('{"providers": [{}]}').provider?.nameClaim).toBe('sub')
    const whole = parseConfiguration(
      '{"baseUrl": "https://a.example", "providers": [{"issuerUrl": "https://i.example"}]}',
    )
    expect(whole.provider?.issuerUrl).toBe('https://i.example')
  })

  it.each(['{}', '[]', '1', '{"providers": 1}', '{"providers": [1]}', '{"providers": [null]}'])(
    'says that it cannot be used: %s',
    (text) => {
      const { problem, issues, provider } = parseConfiguration(text)
      expect(provider).toBeUndefined()
      expect(problem !== undefined || issues.length > 0).toBe(true)
    },
  )

  it('shows where an issue is, what is wrong, and its code, errors first', () => {
    const { configuration, decision } = answerTexts({
      claims: '{}',
      configuration:
        '{"providers": [{"rolesClaim": []}], "security": {"roleMapping": {"a b": 1}, "requiredRoles": []}}',
    })
    const text = configuration.body.toString().replace(/\s+/g, ' ')
    expect(decision).toBeUndefined()
    expect(text).toContain('<code>providers[0].rolesClaim</code> is unknown. The nearest key is')
    expect(text).toContain('<code>security.roleMapping[&quot;a b&quot;]</code> must be a list.')
    expect(text).toContain('<small>unknown_key</small>')
    expect(text.lastIndexOf('remark error')).toBeLessThan(text.indexOf('remark warning'))
  })
})

describe.each([101, 6_000, 30_000])('texts that are nested %i levels deep', (levels) => {
  const nest = (open: string, close: string, inner = '') => open.repeat(levels) + inner + close.repeat(levels)
  const payload = Buffer.from(`{"sub":"a","x":${nest('[', ']')}}`).toString('base64url')
  const token = `${encode({ alg: 'RS256' })}.${payload}.c2ln`
  it.each([
    ['a list', nest('[', ']')],
    ['an object', nest('{"a":', '}', '1')],
    ['an object literal', nest("{'\"': [", ']}')],
    ['a claim', `{"sub": "a", "b": ${nest('[', ']')}}`],
    ['a JWT', token],
    ['a JWT among the sources', JSON.stringify({ idToken: { sub: 'a' }, accessToken: token })],
    ['a JWT of a token response', JSON.stringify({ id_token: token, access_token: token })],
    ['brackets that are not closed', '['.repeat(levels)],
  ])('are a problem, and nothing throws: %s', (_, text) => {
    const [shape] = providerShapes
    const configuration = shape?.texts.configuration ?? ''
    expect(answerTexts({ claims: text, configuration }).claims.isWrong).toBe(true)
    expect(answerTexts({ claims: '{}', configuration: text }).configuration.isWrong).toBe(true)
    expect(() => withoutSecrets({ claims: text, configuration })).not.toThrow()
    expect(() => withoutSecrets({ claims: '{}', configuration: text })).not.toThrow()
    const fragment = `#state=${Buffer.from(text).toString('base64url')}`
    expect(parseFragment(fragment)).toHaveProperty('problem')
  })
})

describe('hostile texts', () => {
  const hostile = `"><script>alert('x')</script>`
  const plain = '{"providers": [{}]}'
  it.each([
    [
      'claims',
      JSON.stringify({ sub: 'a', name: hostile, [hostile]: [hostile] }),
      JSON.stringify({
        providers: [{ nameClaim: 'name', rolesClaims: [hostile] }],
        security: { requiredRoles: [] },
      }),
    ],
    [
      'roles',
      JSON.stringify({ sub: 'a', groups: ['b'] }),
      JSON.stringify({
        providers: [{ rolesClaims: ['groups'] }],
        security: { roleMapping: { b: [hostile] }, requiredRoles: [hostile] },
      }),
    ],
    ['what a JWT holds', jwt({ sub: 'a', [hostile]: hostile }), plain],
    ['what is no JSON', `{${hostile}`, `[${hostile}`],
    ['names of sources', JSON.stringify({ idToken: {}, [hostile]: {} }), plain],
    ['unknown keys', '{}', JSON.stringify({ providers: [{ [hostile]: 1 }], [hostile]: { [hostile]: 1 } })],
  ])('are escaped wherever they are shown: %s', (_, claims, configuration) => {
    const answer = answerTexts({ claims, configuration })
    const shown = [answer.claims.body, answer.configuration.body, answer.decision].join('')
    expect(shown).toContain('&lt;script')
    expect(shown).not.toContain('<script')
  })
})
