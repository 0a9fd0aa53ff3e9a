import { OidcError } from '@x/oidc-core'

/** Maximum size of a body and maximum time to read it. */
export interface BodyLimits {
  /** In bytes. A longer body is refused while it is read, so that memory holds at most this many bytes and one chunk. */
  readonly maxBytes: number
  /** Aborted at the timeout: an adapter then stops reading. */
  readonly signal: AbortSignal
}

/** Collects at most `maxBytes` bytes of a body, and decodes them as UTF-8. For adapters. */
export class BodyCollector {
  readonly #maxBytes: number
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #text = ''
  #bytes = 0

  constructor({ maxBytes }: Pick<BodyLimits, 'maxBytes'>) {
    this.#maxBytes = maxBytes
  }

  /** Adds a part of the body, in order. @throws OidcError `request_too_large`; `request_invalid` for bytes that are not UTF-8 */
  add(chunk: Uint8Array | string): void {
    // A string has at most as many code units as bytes, so a huge one need not be encoded first.
    if (chunk.length <= this.#maxBytes) {
      const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
      this.#bytes += bytes.length
      if (this.#bytes <= this.#maxBytes) return this.#decode(bytes)
    }
    throw buildTooLarge(`more than ${this.#maxBytes} bytes`, this.#maxBytes)
  }

  /** Returns the text, after the last chunk was added. */
  finish(): string {
    this.#decode()
    return this.#text
  }

  #decode(bytes?: Uint8Array): void {
    try {
      this.#text +=
        bytes === undefined ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true })
    } catch (cause) {
      throw buildUnreadable('its bytes are not UTF-8, expected UTF-8', cause)
    }
  }
}

/**
 * Reads the body of a Web `Request`. It does not cancel the stream of a refused body: on Node that closes the connection
 * before the response is sent.
 * @throws OidcError `request_too_large`; `request_invalid` for a body that was read before, is cut off or is not UTF-8
 */
export async function readWebBody(request: Request, limits: BodyLimits): Promise<string> {
  if (request.bodyUsed || request.body?.locked === true) throw buildReadBefore()
  const collector = new BodyCollector(limits)
  const reader = request.body?.getReader()
  try {
    for (;;) {
      const { done, value } = (await reader?.read().catch(failCutOff)) ?? { done: true, value: undefined }
      if (done || limits.signal.aborted) return collector.finish()
      collector.add(value)
    }
  } finally {
    reader?.releaseLock()
  }
}

function failCutOff(cause: unknown): never {
  throw buildCutOff(cause)
}

/** Builds the error for a connection that ended before the body was complete. For adapters. */
export function buildCutOff(cause?: unknown): OidcError {
  return buildUnreadable('the upload ended early, expected the whole body', cause)
}

/** Builds the error for a body that other code has read. For adapters. */
export function buildReadBefore(): OidcError {
  return buildUnreadable(
    'other code read it before, expected an unread or a parsed body. Mount oidc.middleware() before code that reads bodies',
  )
}

/**
 * Builds the error for a body that cannot be parsed. `why` says what was received and what was expected, and does not quote the
 * body. For adapters.
 */
export function buildUnreadable(why: string, cause?: unknown): OidcError {
  return new OidcError('request_invalid', `The body was refused: ${why}.`, { why }, cause)
}

export function buildTooLarge(received: string, maxBytes: number): OidcError {
  const message = `The body was refused: ${received} came, expected at most ${maxBytes}. Send less.`
  return new OidcError('request_too_large', message, { received, maxBytes })
}
