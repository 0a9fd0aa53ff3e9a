import type { IncomingMessage } from 'node:http'
import { isOidcError } from '@x/oidc-core'
import {
  BodyCollector,
  type BodyLimits,
  buildCutOff,
  buildReadBefore,
  buildUnreadable,
} from '@x/oidc-engine/adapter'

/**
 * Reads the body of a Node request: from its stream, or from `req.body` if a body parser has read the stream before.
 * @throws OidcError `request_too_large`; `request_invalid` for a body that is cut off, is not UTF-8, or was read before by
 *   code that left no form in `req.body`
 */
export async function readNodeBody(req: IncomingMessage, limits: BodyLimits): Promise<string> {
  // Parsers also set an empty `req.body` on requests that they do not read, so the state of the stream decides which one is used.
  if (!req.readableDidRead) return readStream(req, limits)
  // Reads own members only: with a polluted prototype, every request would have the same body.
  const parsed: unknown = Object.hasOwn(req, 'body') ? (req as { readonly body?: unknown }).body : undefined
  return readParsed(parsed, limits)
}

async function readStream(req: IncomingMessage, limits: BodyLimits): Promise<string> {
  const collector = new BodyCollector(limits)
  try {
    // The response uses the same socket, so a request whose body is refused is not destroyed.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer | string>) {
      if (limits.signal.aborted) break
      collector.add(typeof chunk === 'string' ? Buffer.from(chunk, req.readableEncoding ?? 'utf8') : chunk)
    }
  } catch (error) {
    throw isOidcError(error) ? error : buildCutOff(error)
  }
  return collector.finish()
}

function readParsed(parsed: unknown, limits: BodyLimits): string {
  const collector = new BodyCollector(limits)
  if (typeof parsed === 'string' || parsed instanceof Uint8Array) collector.add(parsed)
  else addParameters(parsed, collector)
  return collector.finish()
}

/** Adds the result of a form parser such as Express's `urlencoded`: an object of strings, or of lists for repeated names. */
function addParameters(parsed: unknown, collector: BodyCollector): void {
  if (typeof parsed !== 'object' || parsed === null) throw buildReadBefore()
  let separator = ''
  for (const [name, value] of Object.entries(parsed) as readonly [string, unknown][]) {
    for (const text of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (typeof text !== 'string')
        throw buildUnreadable('a body parser turned a parameter into an object, expected a string')
      collector.add(separator + new URLSearchParams([[name, text]]).toString())
      separator = '&'
    }
  }
}
