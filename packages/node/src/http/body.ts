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
 * Reads the body of a Node request: out of its stream, or out of `req.body` where a body parser has read the stream before.
 * @throws OidcError `request_too_large`; `request_invalid` for a body that is cut off, is not UTF-8, or was read before by
 *   something that left no form in `req.body`
 */
export async function readNodeBody(req: IncomingMessage, limits: BodyLimits): Promise<string> {
  // Parsers put an empty `req.body` on requests that they do not read, so the stream decides.
  if (!req.readableDidRead) return readStream(req, limits)
  // Not one that a polluted prototype gives: it would be the body of every request.
  const parsed: unknown = Object.hasOwn(req, 'body') ? (req as { readonly body?: unknown }).body : undefined
  return readParsed(parsed, limits)
}

async function readStream(req: IncomingMessage, limits: BodyLimits): Promise<string> {
  const collector = new BodyCollector(limits)
  try {
    // The answer goes through the same socket, so the request is not destroyed where its body is refused.
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

/** Adds what `urlencoded` of Express and its like made of a form: an object of texts, or of lists where a name came again. */
function addParameters(parsed: unknown, collector: BodyCollector): void {
  if (typeof parsed !== 'object' || parsed === null) throw buildReadBefore()
  let separator = ''
  for (const [name, value] of Object.entries(parsed) as readonly [string, unknown][]) {
    for (const text of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (typeof text !== 'string')
        throw buildUnreadable('a parser made an object of a parameter, expected a text')
      collector.add(separator + new URLSearchParams([[name, text]]).toString())
      separator = '&'
    }
  }
}
