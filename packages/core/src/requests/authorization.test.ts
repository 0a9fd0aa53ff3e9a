import { expect, it } from 'vitest'
import { defineOidcConfig } from '../config/define-oidc-config.ts'
import type { SignInProviderConfig } from '../config/oidc-config.ts'
import { buildAuthorizationParameters } from './authorization.ts'

const { providers } = defineOidcConfig({
  baseUrl: 'https://app.example.com',
  providers: [
    {
      providerId: 'main',
      issuerUrl: 'https://id.example.com',
      clientId: 'app',
      scopes: ['email'],
      authorizationParams: { audience: 'https://api.example.com' },
    },
  ],
  session: { secret: 'a secret of more than thirty-two bytes' },
})
const main = providers[0] as SignInProviderConfig
const attempt = { redirectUri: 'https://app.example.com/cb', state: 's', nonce: 'n', codeChallenge: 'c' }
const ours = {
  response_type: 'code',
  client_id: 'app',
  redirect_uri: 'https://app.example.com/cb',
  scope: 'openid email',
  state: 's',
  nonce: 'n',
  code_challenge: 'c',
  code_challenge_method: 'S256',
}

it('C-01: carries S256, state and nonce, and what the configuration adds', () => {
  expect(buildAuthorizationParameters(main, attempt)).toEqual({
    ...ours,
    audience: 'https://api.example.com',
  })
})

it('carries a prompt only when there is one', () => {
  expect(buildAuthorizationParameters(main, { ...attempt, prompt: 'login' })).toMatchObject({
    prompt: 'login',
  })
})

it('#15: lets no parameter of the configuration replace one of ours, whatever the checks let through', () => {
  const authorizationParams = {
    client_id: 'evil',
    scope: 'admin',
    state: 'x',
    code_challenge_method: 'plain',
  }
  expect(buildAuthorizationParameters({ ...main, authorizationParams }, attempt)).toEqual(ours)
})

it('asks for the authentication context classes that are required', () => {
  const provider = { ...main, requiredAcrValues: ['gold', 'silver'] }
  expect(buildAuthorizationParameters(provider, attempt)).toMatchObject({ acr_values: 'gold silver' })
})

it('leaves out what is switched off', () => {
  const { nonce: _, ...withoutNonce } = ours
  const { code_challenge: _challenge, code_challenge_method: _method, ...withoutPkce } = ours
  const build = (parts: { readonly withoutNonce: boolean; readonly withoutPkce: boolean }) => {
    const unsafe = { ...parts, withoutIntrospectionAudience: false }
    return buildAuthorizationParameters({ ...main, authorizationParams: {}, unsafe }, attempt)
  }
  expect(build({ withoutNonce: true, withoutPkce: false })).toEqual(withoutNonce)
  expect(build({ withoutNonce: false, withoutPkce: true })).toEqual(withoutPkce)
})
