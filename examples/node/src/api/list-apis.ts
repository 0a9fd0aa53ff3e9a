/** The demo has the same API twice, for access tokens of both formats. */
export interface Api {
  readonly format: 'jwt' | 'opaque'
  readonly path: string
  /** Whom a token must be for: the URL of the API. */
  readonly audience: string
}

/**
 * Lists the APIs; where the provider has access tokens of one format alone, there is one API. Keycloak, whose tokens are plain
 * JWTs, has no opaque ones.
 */
export function listApis({
  baseUrl,
  accessTokenFormat,
  accessTokenProfile,
}: {
  readonly baseUrl: string
  readonly accessTokenFormat: Api['format']
  readonly accessTokenProfile: 'rfc9068' | 'plain_jwt'
}): readonly Api[] {
  const both = accessTokenFormat === 'jwt' && accessTokenProfile === 'rfc9068'
  const formats = both ? (['jwt', 'opaque'] as const) : [accessTokenFormat]
  return formats.map((format) => {
    const path = `/api/${format}`
    return { format, path, audience: baseUrl + path }
  })
}
