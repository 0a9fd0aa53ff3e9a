import type { UserAgent } from '../../user-agent/create-user-agent.ts'
import { sendBytes, type BytesAnswer } from '../../user-agent/send-bytes.ts'
import type { RequestVariant } from './request-variant.ts'

const atOnce = 16

/** Sends a variant with an agent's cookies. */
function send(baseUrl: string, agent: UserAgent, variant: RequestVariant): Promise<BytesAnswer> {
  const { method, target, headers, body } = variant
  const has = (name: string): boolean => headers.some(([each]) => each === name)
  const cookie = agent.cookies(`${baseUrl}/`).map((each) => each.cookieString())
  const lines = [
    ...(has('host') ? [] : [['host', new URL(baseUrl).host]]),
    ...(has('connection') ? [] : [['connection', 'close']]),
    ...(has('accept') ? [] : [['accept', 'text/html']]),
    ...(cookie.length === 0 ? [] : [['cookie', cookie.join('; ')]]),
    ...(body === '' ? [] : [['content-length', String(body.length)]]),
    ...headers,
  ].map(([name, value]) => `${name}: ${value}\r\n`)
  return sendBytes(baseUrl, `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

/** The user agent that sends the requests, and the app that gets them. */
export interface Asking {
  readonly baseUrl: string
  readonly agent: UserAgent
  /** Matches `${method} ${target}` of requests for which a status 500 is not a failure of the adapter. */
  readonly failsAt?: RegExp | undefined
}

const longestReport = 300

/**
 * Sends variants, several at the same time, and lists the failures. A variant fails if `judge` returns a text, if the response
 * has a 5xx status, or if the request fails.
 */
export async function listFailures(
  { baseUrl, agent, failsAt }: Asking,
  variants: readonly RequestVariant[],
  judge: (answer: BytesAnswer) => string | undefined,
): Promise<readonly string[]> {
  const failures: string[] = []
  const waiting = variants.values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const variant of waiting) {
        const mayFail = failsAt?.test(`${variant.method} ${variant.target}`) === true
        const outcome = await send(baseUrl, agent, variant).then(
          (answer) => judge(answer) ?? (mayFail ? undefined : judgeStatus(answer)),
          String,
        )
        if (outcome !== undefined) {
          failures.push(`${outcome}: ${JSON.stringify(variant)}`.slice(0, longestReport))
        }
      }
    }),
  )
  return failures
}

/** A server may close the connection on an invalid request, and may answer 501 or 505 to an unknown method or version. */
function judgeStatus({ status = 400 }: BytesAnswer): string | undefined {
  return status < 500 || status === 501 || status === 505 ? undefined : `answered ${status}`
}
