import { cleanText } from '@x/oidc-core'
import { UsageError } from '../surroundings.ts'

/**
 * Reads the address of `--base-url`.
 * @throws UsageError that says what came and what is expected
 */
export function readBaseUrl(given: string): string {
  const shown = JSON.stringify(cleanText(given, 200))
  const [, port] = /^https?:\/\/[^/?#]*?(?::([^:/?#\]]*))?(?:[/?#]|$)/iu.exec(given) ?? []
  if (port !== undefined && !(/^\d+$/u.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    throw new UsageError(`--base-url ${shown} has a bad port: it is a number from 1 to 65535.`)
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/u.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new UsageError(
      `--base-url ${shown} is no address of an application. Give one such as http://localhost:3000.`,
    )
  if (url.search !== '' || url.hash !== '')
    throw new UsageError(`--base-url ${shown} has a query or a fragment. Take it away.`)
  return given.replace(/\/$/u, '')
}
