import type { ObjectReader } from './object-reader.ts'
import type { SignInProviderConfig, UnsafeConfig } from './oidc-config.ts'

/** The clients at the provider. */
interface Clients {
  /** The client authentication of sign-ins. Undefined if the provider has no sign-ins. */
  readonly client: Pick<SignInProviderConfig, 'clientAuthentication'> | undefined
  readonly canIntrospect: boolean
}

/** Reads the protections that are switched off because the provider does not support them. */
export function parseUnsafe(reader: ObjectReader, clients: Clients): UnsafeConfig | undefined {
  if (reader.value('unsafe') === undefined) return undefined
  const unsafe = reader.object('unsafe', ['withoutNonce', 'withoutPkce', 'withoutIntrospectionAudience'])
  const config = {
    withoutNonce: unsafe.flag('withoutNonce'),
    withoutPkce: unsafe.flag('withoutPkce'),
    withoutIntrospectionAudience: unsafe.flag('withoutIntrospectionAudience'),
  }
  if (config.withoutNonce || config.withoutPkce) checkSignIns(reader, config, clients)
  if (config.withoutIntrospectionAudience) checkIntrospection(unsafe, clients)
  return Object.values(config).includes(true) ? config : undefined
}

/** Only client authentication is left to bind the code to this application. */
function checkSignIns(
  reader: ObjectReader,
  { withoutNonce, withoutPkce }: UnsafeConfig,
  { client }: Clients,
): void {
  if (client === undefined) {
    const message =
      'is for sign-ins with withoutNonce and withoutPkce, and signIn is false. Leave these two out.'
    return reader.error('unsafe', 'conflict', message)
  }
  // A secret without a value has been reported already.
  if (client.clientAuthentication.method === 'none' && !reader.has('clientSecret'))
    reader.error('unsafe', 'conflict', 'needs a clientSecret: only PKCE protects a public client.')
  const left =
    withoutNonce && withoutPkce
      ? 'only state binds a sign-in to its browser, and a thief can sign in with a stolen code'
      : withoutNonce
        ? 'only PKCE binds a code to its sign-in'
        : 'only nonce binds a code to its sign-in'
  reader.warn(
    'unsafe',
    'unsafe',
    `switches a protection off: ${left}. Use it only where the provider fails otherwise.`,
  )
}

function checkIntrospection(unsafe: ObjectReader, { canIntrospect }: Clients): void {
  const key = 'withoutIntrospectionAudience'
  if (!canIntrospect) {
    const message = 'needs a client with a secret to introspect tokens. Set clientSecret, or introspection.'
    return unsafe.error(key, 'conflict', message)
  }
  unsafe.warn(
    key,
    'unsafe',
    'accepts introspection responses without aud. If the provider does not compare the audience with this client, tokens for ' +
      'other APIs of the provider pass, too. Refresh tokens pass if the provider calls them active without token_type. Use it ' +
      'only where the provider fails otherwise.',
  )
}
