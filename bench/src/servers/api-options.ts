import { buildSignInOptions, type SignInEnvironment } from './sign-in-options.ts'

/** How our own servers find out whose an access token is. */
export function buildApiOptions(env: SignInEnvironment) {
  const options = buildSignInOptions(env)
  const [provider] = options.providers
  return { ...options, providers: [{ ...provider, nameClaim: 'sub' }] } as const
}
