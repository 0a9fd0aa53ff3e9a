import type { Api } from './list-apis.ts'

/** A request to the API, or for a token. */
export interface ApiRequest {
  readonly url: string
  /** Makes it a POST. */
  readonly form?: Readonly<Record<string, string>>
  readonly token?: string
}

/** A public client, so that the demo needs no secret. */
export const scriptClientId = 'demo-script'

/** Asks for a token with a password, which a script may do where the provider still lets it (RFC 6749, section 4.3). */
export function buildTokenRequest(
  tokenUrl: string,
  { audience }: Api,
  username: string,
  password: string,
): ApiRequest {
  return {
    url: tokenUrl,
    form: { grant_type: 'password', client_id: scriptClientId, username, password, resource: audience },
  }
}

export function buildApiRequest({ audience }: Api, resource: 'orders' | 'admin', token?: string): ApiRequest {
  return { url: `${audience}/${resource}`, ...(token !== undefined && { token }) }
}

/** Writes a request down for a shell. Nothing in it needs to be quoted but the header. */
export function writeCurl({ url, form, token }: ApiRequest): string {
  return [
    `curl -${form ? 's' : 'i'} ${url}`,
    ...Object.entries(form ?? {}).map(([name, value]) => `-d ${name}=${value}`),
    ...(token === undefined ? [] : [`-H "Authorization: Bearer ${token}"`]),
  ].join(' \\\n  ')
}

/** The same, with the token of the answer put into the variable `TOKEN`. */
export function writeTokenCommand(request: ApiRequest): string {
  return `TOKEN=$(${writeCurl(request)} \\\n  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`
}
