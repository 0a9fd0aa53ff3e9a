import { describe, expect, it } from 'vitest'
import type { NameClaim, RoleRule } from '../claims/claim-path.ts'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import { planSignIn } from './sign-in-plan.ts'

const idToken = { sub: 'ada', groups: ['staff'], realm_access: { roles: [] }, nothing: null }

function plan(
  accessTokenFormat: 'jwt' | 'opaque',
  rolesClaims: readonly (string | RoleRule)[],
  nameClaim: NameClaim = 'sub',
) {
  const config = defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      {
        providerId: 'main',
        issuerUrl: 'https://id.example.com',
        clientId: 'app',
        accessTokenFormat,
        rolesClaims,
        nameClaim,
      },
    ],
    session: { secret: 'a secret of more than thirty-two bytes' },
  })
  return planSignIn(config.providers[0], idToken)
}

describe('with JWT access tokens, a sign-in', () => {
  it.each<[string, readonly (string | RoleRule)[]]>([
    ['no rule', []],
    ['a claim in the ID Token', ['groups']],
    ['an empty list in the ID Token', [{ path: ['realm_access', 'roles'] }]],
    ['a rule for the ID Token alone', [{ path: 'elsewhere', from: 'idToken' }]],
  ])('fetches nothing more with %s', (_, rules) => {
    expect(plan('jwt', rules)).toEqual({
      fetchUserinfo: false,
      verifyAccessToken: false,
      fetchNewerKeys: false,
    })
  })

  it.each(['elsewhere', 'nothing'])('asks UserInfo, and looks into the access token, for %s', (claim) => {
    expect(plan('jwt', [claim])).toEqual({
      fetchUserinfo: true,
      verifyAccessToken: true,
      fetchNewerKeys: false,
    })
  })

  it('asks UserInfo for a rule that names it, and for a name that is missing', () => {
    expect(plan('jwt', [{ path: 'groups', from: 'userinfo' }])).toEqual({
      fetchUserinfo: true,
      verifyAccessToken: false,
      fetchNewerKeys: false,
    })
    expect(plan('jwt', [], 'email')).toEqual({
      fetchUserinfo: true,
      verifyAccessToken: false,
      fetchNewerKeys: false,
    })
  })

  it.each<[NameClaim, boolean | 'if_offered']>([
    [{ firstOf: ['sub', 'email'] }, false],
    [{ firstOf: ['groups', 'sub'] }, false],
    [{ firstOf: ['email', 'sub'] }, 'if_offered'],
    [{ firstOf: ['realm_access', 'nothing', ['groups', 0], 'email'] }, 'if_offered'],
    [{ firstOf: ['realm_access', ['groups', 0], 'email'] }, false],
    [{ firstOf: ['email', 'nickname'] }, true],
    [{ firstOf: ['realm_access', 'email'] }, true],
    [{ firstOf: ['realm_access'] }, false],
  ])('for the name by %j fetches UserInfo: %j', (nameClaim, fetchUserinfo) => {
    expect(plan('jwt', [], nameClaim)).toEqual({
      fetchUserinfo,
      verifyAccessToken: false,
      fetchNewerKeys: false,
    })
  })

  it('fetches UserInfo for sure where a rule needs it, beside a better name', () => {
    expect(plan('jwt', ['elsewhere'], { firstOf: ['email', 'sub'] }).fetchUserinfo).toBe(true)
  })

  it('verifies the access token for a rule that names it, with newer keys where none fits', () => {
    expect(plan('jwt', [{ path: 'groups', from: 'accessToken' }])).toEqual({
      fetchUserinfo: false,
      verifyAccessToken: true,
      fetchNewerKeys: true,
    })
  })
})

it('with opaque access tokens, a sign-in asks UserInfo always and reads no access token', () => {
  expect(plan('opaque', [{ path: 'groups', from: 'accessToken' }])).toEqual({
    fetchUserinfo: true,
    verifyAccessToken: false,
    fetchNewerKeys: false,
  })
})
