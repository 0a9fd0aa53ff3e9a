import type { Caller, Load } from './load.ts'

/** A request in bytes, and where the digits stand that change each time. */
export interface PreparedRequest {
  readonly bytes: Buffer
  readonly changing: readonly number[]
  readonly expected: string
}

/** The digits of a changing number. */
const digits = 10
const number = '0'.repeat(digits)

const inFront = `_ga=GA1.1.${number}.${number}`
const behind = `_gid=GA1.1.${number}.${number}`

/** Builds a caller's request once, so that sending it takes no more than a copy. */
export function prepareRequest(
  { port, path, changingCookies = false }: Load,
  caller: Caller,
): PreparedRequest {
  const { cookie: own, ...others } = caller.headers
  const cookies = [inFront, own, behind].filter((one) => one !== undefined)
  const cookie = changingCookies ? cookies.join('; ') : own
  const headers = { host: `localhost:${port}`, ...others, ...(cookie === undefined ? {} : { cookie }) }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const bytes = Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return { bytes, changing: changingCookies ? findNumbers(bytes) : [], expected: caller.expected }
}

/** The caller's own cookie may hold the same characters, so the ends of the header are searched. */
function findNumbers(bytes: Buffer): readonly number[] {
  const starts = [bytes.indexOf(`cookie: ${inFront}`) + 'cookie: '.length, bytes.lastIndexOf(behind)]
  return starts.flatMap((start) => {
    const first = bytes.indexOf(number, start)
    return [first, first + digits + '.'.length]
  })
}

/**
 * Copies a request to a connection's own buffer, with other numbers in its changing cookies.
 * @returns how many bytes it has
 */
export function copyRequest(
  { bytes, changing }: PreparedRequest,
  target: Buffer,
  next: () => number,
): number {
  bytes.copy(target)
  for (const at of changing) writeNumber(target, at, next())
  return bytes.length
}

function writeNumber(target: Buffer, at: number, value: number): void {
  let rest = value
  for (let digit = at + digits - 1; digit >= at; digit -= 1) {
    const shorter = Math.trunc(rest / 10)
    target[digit] = 0x30 + rest - shorter * 10
    rest = shorter
  }
}

/** Creates numbers of up to ten digits that look random and do not repeat within 2³² requests. */
export function createNumbers(): () => number {
  let state = Date.now() >>> 0
  return () => {
    // A linear congruential generator with a full period (Knuth, The Art of Computer Programming, volume 2, 3.2.1.2).
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state
  }
}
