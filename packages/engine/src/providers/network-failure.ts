/** Why a request got no response, for the log. */
export interface NetworkFailure {
  /** The code of the runtime, e.g. `ECONNREFUSED`; undefined if the error has no code. */
  readonly causeCode: string | undefined
  /** A clause: what happened. */
  readonly why: string
  /** A sentence: what to do. Empty if there is no general advice. */
  readonly hint: string
}

interface Explanation {
  readonly codes: readonly string[]
  readonly why: string
  readonly hint: string
}

const checkAddress = 'Check that the provider runs, and the host and the port of this address.'

/** Codes of Node's system errors, of its TLS and HTTP, of undici and of Bun. */
const explanations: readonly Explanation[] = [
  {
    codes: ['ECONNREFUSED', 'ConnectionRefused'],
    why: 'the connection was refused',
    hint: checkAddress,
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_NODATA'],
    why: 'the host name cannot be resolved',
    hint: 'Check the host name in issuerUrl, and the DNS of this machine.',
  },
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'],
    why: 'there is no route to the host',
    hint: checkAddress,
  },
  {
    codes: ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'],
    why: 'no connection was made in time',
    hint: 'Check firewalls. Behind a proxy, Node uses HTTPS_PROXY only with NODE_USE_ENV_PROXY=1.',
  },
  {
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ],
    why: 'its certificate comes from no authority that this process trusts',
    hint: 'Start Node with NODE_EXTRA_CA_CERTS=ca.pem, the certificate of that authority.',
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    why: 'its certificate is not valid now',
    hint: 'Check the clock of this machine, and renew the certificate of the provider.',
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
    why: 'its certificate is for another host name',
    hint: 'Use a host name that the certificate of the provider lists.',
  },
  {
    codes: [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'ERR_SSL_PACKET_LENGTH_TOO_LONG',
      'ERR_SSL_UNKNOWN_PROTOCOL',
      'EPROTO',
    ],
    why: 'the server at this port does not speak https',
    hint: 'If the provider speaks plain http, write http:// in its address. Outside of loopback, also set allowInsecureIssuer.',
  },
  {
    codes: ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'ECONNABORTED'],
    why: 'the connection was closed before the answer',
    hint: '',
  },
]

/** Codes for http at a port with TLS: the server closes the connection, or answers with bytes that are not HTTP. */
const isTlsPort = /^(?:ECONNRESET|UND_ERR_SOCKET|HPE_\w+)$/u

/** A network error of a runtime has a cause, a code, or one of these texts in its message. */
const networkTexts = /fetch failed|network|socket|connect|sending request|dns|tls/iu

interface FailedRequest {
  readonly url: string
  /** Whether `fetch` is the function from the options. */
  readonly isOption: boolean
}

/**
 * Explains an error that `fetch` threw. It shows only codes and names of the error, because its message may quote a header. Never
 * throws, whatever was thrown.
 */
export function explainNetworkFailure(error: unknown, request: FailedRequest): NetworkFailure {
  try {
    return explain(error, request)
  } catch {
    // A getter, a proxy or a `toString` threw.
    return { causeCode: undefined, why: 'what fetch threw cannot be read', hint: '' }
  }
}

function explain(error: unknown, { url, isOption }: FailedRequest): NetworkFailure {
  const chain = listCauses(error)
  const causeCode = chain.map(readCode).find((code) => code !== undefined)
  if (isOption && causeCode === undefined && isProgrammingError(chain)) {
    const name = readName(error)
    return {
      causeCode: undefined,
      why: `the fetch of the options threw ${name === undefined ? 'something other than an Error' : `a ${name}`}`,
      hint: 'No request was sent. Correct the function fetch of the options.',
    }
  }
  const found = explanations.find(({ codes }) => causeCode !== undefined && codes.includes(causeCode))
  const hint =
    url.startsWith('http:') && isTlsPort.test(causeCode ?? '')
      ? 'Use https:// if the server speaks https at this port.'
      : (found?.hint ?? '')
  const why = found?.why ?? 'no answer came'
  return { causeCode, why: causeCode === undefined ? why : `${why} (${causeCode})`, hint }
}

const maxCauses = 5

/** Lists the error and its causes. If there were several attempts to connect, it lists the error of the first. */
function listCauses(error: unknown): readonly object[] {
  const chain: object[] = []
  try {
    let next: unknown = error
    while (typeof next === 'object' && next !== null && chain.length < maxCauses) {
      chain.push(next)
      const { cause, errors } = next as { readonly cause?: unknown; readonly errors?: unknown }
      next = cause ?? (Array.isArray(errors) ? (errors as readonly unknown[])[0] : undefined)
    }
  } catch {
    // A getter threw.
  }
  return chain
}

function readCode(error: object): string | undefined {
  const code = read(error, 'code')
  return typeof code === 'string' && /^\w{3,64}$/u.test(code) ? code : undefined
}

function readName(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const name = read(error, 'name')
  return typeof name === 'string' && /^\w{1,64}$/u.test(name) ? name : 'Error'
}

/** Whether the error has no code, cause or text of a network failure: the code of the application threw it. */
function isProgrammingError([error, cause]: readonly object[]): boolean {
  if (error === undefined) return true
  if (cause !== undefined || !(error instanceof Error)) return false
  if (['AbortError', 'TimeoutError'].includes(readName(error) ?? '')) return false
  return !networkTexts.test(String(read(error, 'message')))
}

function read(error: object, member: 'code' | 'message' | 'name'): unknown {
  try {
    return (error as Readonly<Record<string, unknown>>)[member]
  } catch {
    return undefined
  }
}
