import { isOidcError, OidcError } from '@x/oidc-core'
import { withTimeout } from '../cache/timeout.ts'
import { defaultPorts, type Ports } from '../ports.ts'
import { buildTooLarge, buildUnreadable } from './body.ts'
import { type HttpRequest, readHttpRequest } from './request.ts'

/** Maximum bytes of a form: enough for any form of this library, which contains a few tokens. */
const maxFormBytes = 64 * 1024

const formTimeoutSeconds = 10

/**
 * Reads the form that a request posts, its parameters by name. It reads the body once, at most 64 KiB and for at most
 * 10 seconds, so a route calls it at most once.
 * @throws OidcError `content_type_unsupported` for anything but `application/x-www-form-urlencoded` in UTF-8;
 *   `request_too_large`; `request_invalid` for a body that is cut off, too slow or was read before, and for a parameter that
 *   comes twice (RFC 6749, section 3.1)
 */
export async function readForm(
  received: Request | HttpRequest,
  { startTimer }: Pick<Ports, 'startTimer'> = defaultPorts,
): Promise<ReadonlyMap<string, string>> {
  const request = readHttpRequest(received)
  checkContentType(request)
  checkContentLength(request)
  return parseForm(await readText(request, startTimer))
}

const formType = 'application/x-www-form-urlencoded'
const utf8 = /^(?:utf-8|"utf-8")$/u

function checkContentType({ header }: HttpRequest): void {
  const contentType = header('content-type') ?? ''
  const [type, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase())
  const isUtf8 = parameters.every((parameter) => {
    const [name, ...value] = parameter.split('=')
    return name !== 'charset' || utf8.test(value.join('='))
  })
  if (type !== formType || !isUtf8) refuseType('content-type', contentType, `${formType} in UTF-8`)
  // The engine does not decode a body with `Content-Encoding`. A server or proxy in front may do so.
  const encoding = (header('content-encoding') ?? '').trim().toLowerCase()
  if (encoding !== '' && encoding !== 'identity') refuseType('content-encoding', encoding, 'none')
}

function refuseType(name: string, received: string, expected: string): never {
  const came = received === '' ? 'missing' : JSON.stringify(received)
  const message = `The body was refused: its ${name} is ${came}, expected ${expected}.`
  throw new OidcError('content_type_unsupported', message, { header: name, received, expected })
}

/** Whether the body announces a length that is too long: it is then not read. */
function checkContentLength({ header }: HttpRequest): void {
  const length = Number(header('content-length') ?? 0)
  if (length > maxFormBytes) throw buildTooLarge(`${length} bytes`, maxFormBytes)
}

async function readText(request: HttpRequest, startTimer: Ports['startTimer']): Promise<string> {
  // Reads own members only: with a polluted prototype, every request would have the same body.
  const isGiven = request.body !== (Object.prototype as Partial<HttpRequest>).body
  if (!isGiven) return ''
  const outcome = await withTimeout(startTimer, formTimeoutSeconds, async (signal) =>
    request.body?.({ maxBytes: maxFormBytes, signal }),
  )
  if (outcome.ok) return outcome.value ?? ''
  if (isOidcError(outcome.cause)) throw outcome.cause
  throw outcome.isLate
    ? buildUnreadable(
        `it was not complete after ${formTimeoutSeconds} seconds, expected the whole body by then`,
      )
    : buildUnreadable('reading it failed', outcome.cause)
}

/** Names are not quoted: a token that is posted without a name would be a name. */
function parseForm(text: string): ReadonlyMap<string, string> {
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (form.has(name))
      throw buildUnreadable(`parameter ${form.size + 1} repeats a name, expected each name once`)
    form.set(name, value)
  }
  return form
}
