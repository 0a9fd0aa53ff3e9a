import type { ObjectReader } from './object-reader.ts'
import type { SignInProviderConfig, UnsafeConfig } from './oidc-config.ts'

/** The clients at the provider. */
interface Clients {
  /** Of sign-ins, if there are any. */
  readonly client: Pick<SignInProviderConfig, 'clientAuthentication'> | undefined
  readonly canIntrospect: boolean
}

/** Reads the protections that a provider cannot do. */
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
    reader.error('unsafe', 'conflict', 'needs a clientSecret: a public client is protected by PKCE alone.')
  const left =
    withoutNonce && withoutPkce
      ? 'state alone binds a sign-in to its browser, and a stolen code can sign its thief in'
      : withoutNonce
        ? 'PKCE alone binds a code to its sign-in'
        : 'nonce alone binds a code to its sign-in'
  reader.warn(
    'unsafe',
    'unsafe',
    `switches a protection off: ${left}. Use it only where the provider fails otherwise.`,
  )
}

function checkIntrospection(unsafe: ObjectReader, { canIntrospect }: Clients): void {
  const key = 'withoutIntrospectionAudience'
  if (!canIntrospect) {
    const message = 'needs a client that introspects, and there is none. Set clientSecret, or introspection.'
    return unsafe.error(key, 'conflict', message)
  }
  unsafe.warn(
    key,
    'unsafe',
    'accepts introspection answers without aud: where the provider does not compare the audience with the client that asks, ' +
      'tokens for its other APIs pass, too, and refresh tokens where it calls them active and names no token_type. Use it only where the ' +
      'provider fails otherwise.',
  )
}
