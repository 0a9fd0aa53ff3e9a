import { describe, expect, it } from 'vitest'
import { buildEndSessionParameters } from './end-session.ts'

const logout = { clientId: 'app', postLogoutRedirectUri: 'https://app.example.com/logout/done', state: 'xyz' }
const always = {
  client_id: 'app',
  post_logout_redirect_uri: 'https://app.example.com/logout/done',
  state: 'xyz',
}

describe('L-30: an RP-initiated logout', () => {
  it('carries the ID Token', () => {
    expect(buildEndSessionParameters({ ...logout, idTokenHint: 'e30.e30.AA', logoutHint: 'ada' })).toEqual({
      ...always,
      id_token_hint: 'e30.e30.AA',
    })
  })

  it('names the person where there is no ID Token', () => {
    expect(buildEndSessionParameters({ ...logout, logoutHint: 'ada' })).toEqual({
      ...always,
      logout_hint: 'ada',
    })
  })

  it('carries what the configuration adds, and never in the place of ours', () => {
    const logoutParams = { logout_uri: 'https://app.example.com/bye', client_id: 'evil', state: 'x' }
    expect(buildEndSessionParameters({ ...logout, logoutParams })).toEqual({
      ...always,
      logout_uri: 'https://app.example.com/bye',
    })
  })

  it('goes without either', () => {
    expect(buildEndSessionParameters(logout)).toEqual(always)
  })
})
