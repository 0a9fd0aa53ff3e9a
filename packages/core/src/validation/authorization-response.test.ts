import { describe, expect, it } from 'vitest'
import { type ResponseParameters, validateAuthorizationResponse } from './authorization-response.ts'

const expected = { state: 'state-of-this-browser', issuer: 'https://id.example.com', issuerIsSent: true }
const honest = { code: 'the-code', state: expected.state, iss: expected.issuer }

function validate(parameters: Record<string, string> | ResponseParameters, issuerIsSent = true) {
  const list = Array.isArray(parameters) ? (parameters as ResponseParameters) : Object.entries(parameters)
  return validateAuthorizationResponse(list, { ...expected, issuerIsSent })
}

describe('an authorization response', () => {
  it('gives its code', () => {
    expect(validate(honest)).toEqual({ outcome: 'code', code: 'the-code' })
  })

  it('may carry parameters that were not requested', () => {
    expect(validate({ ...honest, session_state: 'x' })).toEqual({ outcome: 'code', code: 'the-code' })
  })

  it('C-08: gives the provider its error', () => {
    expect(
      validate({
        error: 'access_denied',
        error_description: '<b>',
        state: expected.state,
        iss: expected.issuer,
      }),
    ).toEqual({
      outcome: 'error',
      error: 'access_denied',
    })
  })

  it.each(['code', 'state', 'iss', 'error', 'whatever'])('C-07: is refused with two of %s', (name) => {
    const list = [...Object.entries({ ...honest, [name]: 'x' }), [name, 'x']] as ResponseParameters
    expect(validate(list)).toEqual({ outcome: 'invalid', rule: 'repeated_parameter' })
  })

  it.each(['', 'other', `${expected.state}1`, expected.state.toUpperCase()])(
    'C-02: is refused with state %j',
    (state) => {
      expect(validate({ ...honest, state })).toEqual({ outcome: 'invalid', rule: 'state' })
    },
  )

  it('#1: is refused without state', () => {
    expect(validate({ code: 'the-code', iss: expected.issuer })).toEqual({
      outcome: 'invalid',
      rule: 'state',
    })
  })

  it.each(['', 'https://evil.example', `${expected.issuer}/`])('C-05: is refused with iss %j', (iss) => {
    expect(validate({ ...honest, iss })).toEqual({ outcome: 'invalid', rule: 'iss' })
    expect(validate({ ...honest, iss }, false)).toEqual({ outcome: 'invalid', rule: 'iss' })
  })

  it('C-05: is refused without iss where the provider always sends it, and only there', () => {
    const { iss: _, ...without } = honest
    expect(validate(without)).toEqual({ outcome: 'invalid', rule: 'iss' })
    expect(validate(without, false)).toEqual({ outcome: 'code', code: 'the-code' })
  })

  it.each(['access_token', 'id_token'])('#62: is refused with %s', (name) => {
    expect(validate({ ...honest, [name]: 'x' })).toEqual({ outcome: 'invalid', rule: 'token_in_response' })
  })

  it('is refused without a code, with an empty one, and with a code beside an error', () => {
    const { code: _, ...without } = honest
    for (const parameters of [without, { ...honest, code: '' }, { ...honest, error: 'access_denied' }]) {
      expect(validate(parameters)).toEqual({ outcome: 'invalid', rule: 'code' })
    }
  })
})
