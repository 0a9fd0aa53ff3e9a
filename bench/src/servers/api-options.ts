import { buildSignInOptions, type SignInEnvironment } from './sign-in-options.ts'

/** What an API of the benchmark is started with. */
export interface ApiEnvironment extends SignInEnvironment {
  readonly AUDIENCE?: string
  /** `off`: every token is verified. */
  readonly TOKEN_CACHE?: string
  readonly TOKEN_CACHE_MEBIBYTES?: string
}

/** How our own servers find out whose an access token is. */
export function buildApiOptions(env: ApiEnvironment) {
  const options = buildSignInOptions(env)
  const [provider] = options.providers
  const { TOKEN_CACHE_MEBIBYTES: mebibytes } = env
  return {
    ...options,
    providers: [{ ...provider, nameClaim: 'sub' }],
    ...(mebibytes === undefined ? {} : { accessTokenCacheMebibytes: Number(mebibytes) }),
  } as const
}

/** What our own APIs ask of a token. */
export function buildBearerOptions({ AUDIENCE: audience, TOKEN_CACHE: cache }: ApiEnvironment) {
  return { audience, ...(cache === 'off' ? { cacheSeconds: 0 } : {}) }
}
