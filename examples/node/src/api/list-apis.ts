/** The demo has the same API twice, for access tokens of both formats. */
export interface Api {
  readonly format: 'jwt' | 'opaque'
  readonly path: string
  /** Whom a token must be for: the URL of the API. */
  readonly audience: string
}

/** Lists the APIs; where the provider has opaque access tokens alone, there is one for them alone. */
export function listApis({
  baseUrl,
  accessTokenFormat,
}: {
  readonly baseUrl: string
  readonly accessTokenFormat: Api['format']
}): readonly Api[] {
  const formats = accessTokenFormat === 'opaque' ? (['opaque'] as const) : (['jwt', 'opaque'] as const)
  return formats.map((format) => {
    const path = `/api/${format}`
    return { format, path, audience: baseUrl + path }
  })
}
