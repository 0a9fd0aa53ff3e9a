import { UsageError } from '../surroundings.ts'
import { showAddress } from './show-address.ts'

/**
 * Reads the address of an application.
 * @param name what the message calls it
 * @throws UsageError that says what came and what is expected
 */
export function readBaseUrl(given: string, name = '--base-url'): string {
  const shown = showAddress(given)
  const [, port] = /^https?:\/\/[^/?#]*?(?::([^:/?#\]]*))?(?:[/?#]|$)/iu.exec(given) ?? []
  if (port !== undefined && !(/^\d+$/u.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    throw new UsageError(`${name} ${shown} has a bad port: it is a number from 1 to 65535.`)
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/u.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new UsageError(
      `${name} ${shown} is no address of an application. Give one such as http://localhost:3000.`,
    )
  if (url.search !== '' || url.hash !== '')
    throw new UsageError(`${name} ${shown} has a query or a fragment. Take it away.`)
  return given.replace(/\/$/u, '')
}
