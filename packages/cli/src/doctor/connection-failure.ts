import { cleanText } from '@x/oidc-core'

/** Why a request got no answer, and what to do about it. */
export interface ConnectionFailure {
  readonly why: string
  readonly todo: string
}

const certificateTodo =
  'If the certificate is from a private authority, start Node with NODE_EXTRA_CA_CERTS=/path/to/authority.pem. Never switch verification off.'

/** By the code of Node or of OpenSSL. */
const failures: Readonly<Record<string, ConnectionFailure>> = {
  ENOTFOUND: {
    why: 'its host name has no address in DNS',
    todo: 'Check the spelling of the host in issuerUrl, and whether this machine must use a VPN or another DNS server.',
  },
  EAI_AGAIN: {
    why: 'DNS does not answer',
    todo: 'Check the network and the DNS server of this machine.',
  },
  ECONNREFUSED: {
    why: 'no server listens at that host and port',
    todo: 'Check the port in issuerUrl and whether the provider runs. In a container, localhost is the container itself.',
  },
  ECONNRESET: {
    why: 'the connection was closed before an answer came',
    todo: 'Check whether the provider speaks https at that port, and what a proxy or firewall in between does.',
  },
  ETIMEDOUT: {
    why: 'the connection timed out',
    todo: 'Check the firewall, and whether this machine needs a proxy to reach the provider.',
  },
  UND_ERR_CONNECT_TIMEOUT: {
    why: 'the connection timed out',
    todo: 'Check the firewall, and whether this machine needs a proxy to reach the provider.',
  },
  TimeoutError: {
    why: 'no answer came within 10 seconds',
    todo: 'Open the address in a browser of this machine, and check the firewall.',
  },
  EHOSTUNREACH: { why: 'the host cannot be reached', todo: 'Check the network of this machine.' },
  ENETUNREACH: { why: 'the network cannot be reached', todo: 'Check the network of this machine.' },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    why: 'its certificate is signed by itself (TLS)',
    todo: certificateTodo,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    why: 'its certificate comes from an authority that this machine does not trust (TLS)',
    todo: certificateTodo,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    why: 'its certificate comes from an authority that this machine does not trust (TLS)',
    todo: certificateTodo,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    why: 'it sends its certificate without those of the authorities in between (TLS)',
    todo: `Let the server send the whole chain. ${certificateTodo}`,
  },
  CERT_HAS_EXPIRED: {
    why: 'its certificate has expired (TLS)',
    todo: 'Renew the certificate, and check the clock of this machine.',
  },
  CERT_NOT_YET_VALID: {
    why: 'its certificate is not valid yet (TLS)',
    todo: 'Check the clock of this machine.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    why: 'its certificate is for another host name (TLS)',
    todo: 'Use the host name of the certificate in issuerUrl, or give the server a certificate for this one.',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    why: 'the server does not speak https at that port (TLS)',
    todo: 'Check the port and whether issuerUrl must begin with http:// (only on this machine).',
  },
  HPE_INVALID_CONSTANT: {
    why: 'the server does not speak http at that port',
    todo: 'Check the port, and whether issuerUrl must begin with https://.',
  },
}

/** Says why `fetch` rejected. The messages of Node name no more than hosts and codes. */
export function describeConnectionFailure(error: unknown): ConnectionFailure {
  const codes = listCodes(error)
  for (const code of codes) {
    const known = Object.hasOwn(failures, code) ? failures[code] : undefined
    if (known) return { ...known, why: `${known.why} (${code})` }
  }
  const [first] = codes
  return {
    why: first === undefined ? 'the request failed' : `the request failed (${cleanText(first, 60)})`,
    todo: 'Open the address in a browser of this machine.',
  }
}

/** The codes of an error and of its causes, the outermost first. An AggregateError has one for each address of the host. */
function listCodes(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error) || depth > 4) return []
  const code = (error as { code?: unknown }).code
  const own = typeof code === 'string' ? [code] : error.name === 'TimeoutError' ? [error.name] : []
  const parts = error instanceof AggregateError ? error.errors : []
  return [
    ...own,
    ...listCodes(error.cause, depth + 1),
    ...parts.flatMap((part) => listCodes(part, depth + 1)),
  ]
}
