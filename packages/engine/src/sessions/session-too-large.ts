import { OidcError } from '@x/oidc-core'

/** Builds the error of a session that cookies have no room for. It names the largest member, so that the operator can change the configuration or the provider. */
export function buildTooLarge(
  payload: object,
  { bytes, limit }: { readonly bytes: number; readonly limit: number },
): OidcError {
  const sizes = Object.entries(payload).map(
    ([name, value]) => [name, JSON.stringify(value ?? null).length] as const,
  )
  const [name] = sizes.reduce((most, next) => (next[1] > most[1] ? next : most))
  const largest = name === 'ext' ? 'extra' : name
  const added = sizes.find(([each]) => each === 'ext')?.[1]
  const remedy =
    largest === 'tokens'
      ? 'Tokens are never left out: set session.store, so that only an id is in the cookie, or let the provider send smaller tokens.'
      : 'Roles are never left out: give the person fewer roles, or let the provider send less.'
  const remedies =
    added === undefined
      ? remedy
      : `${remedy} The extra of onSignIn, ${added} characters, is never left out either: return less of it.`
  return new OidcError(
    'session_too_large',
    `The session takes ${bytes} bytes of cookies, more than ${limit}; most of it is ${largest}. Data that session.keep adds is ` +
      `left out if it does not fit. ${remedies}`,
    { bytes, limit, largest },
  )
}
