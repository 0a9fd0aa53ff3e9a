import { cleanText, isOidcError, type OidcErrorCode } from '@x/oidc-core'
import { errorTable } from './error-table.ts'

/** An error as the log shows it. */
export interface ErrorDescription {
  readonly code: OidcErrorCode | 'unexpected'
  readonly message: string
  readonly detail?: unknown
}

const maxFrames = 8
const maxCauses = 3

/**
 * Describes an error for the log. Of a foreign error it shows only where it was thrown: its message may quote a secret, such
 * as a header with a token. Never throws, whatever was thrown.
 */
export function describeError(error: unknown): ErrorDescription {
  try {
    if (isOidcError(error) && Object.hasOwn(errorTable, error.code))
      return { code: error.code, message: error.message, detail: error.detail }
    if (!(error instanceof Error))
      return { code: 'unexpected', message: 'Something other than an Error was thrown.' }
    const name = /^\w{1,64}$/u.test(error.name) ? error.name : 'Error'
    return { code: 'unexpected', message: `An unexpected ${name}.`, detail: { at: listFrames(error) } }
  } catch {
    // A getter or a proxy threw.
    return { code: 'unexpected', message: 'The value that was thrown cannot be read.' }
  }
}

/**
 * Renders an error that a handler of the application threw, for the console: its message and the messages of its causes, each
 * on one line, and where it was thrown. For adapters. Never throws.
 */
export function renderFailure(error: unknown): string {
  const lines: string[] = []
  try {
    let next: unknown = error
    for (let depth = 0; depth < maxCauses && (depth === 0 || next !== undefined); depth += 1) {
      const begin = depth === 0 ? '' : 'caused by '
      if (!(next instanceof Error)) {
        lines.push(begin + cleanText(String(next)))
        break
      }
      lines.push(begin + cleanText(`${next.name}: ${next.message}`))
      lines.push(...listFrames(next).map((frame) => `    ${frame}`))
      next = next.cause
    }
  } catch {
    lines.push('the value that was thrown cannot be read')
  }
  return lines.join('\n')
}

/** The stack begins with the message, whose lines may look like frames: they are cut off. If that fails, there are no frames. */
function listFrames({ stack = '', message }: Error): readonly string[] {
  const at = stack.indexOf(message)
  if (at === -1) return []
  const frames = stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => /^\s+at /u.test(line))
  return frames.slice(0, maxFrames).map((line) => cleanText(line.trim()))
}
