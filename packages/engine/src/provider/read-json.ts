import { parseJson } from '@x/oidc-core'

/**
 * Reads the JSON value of a complete answer; undefined where `parseJson` refuses it. The caller's schema turns that down with
 * an error that says which answer it was.
 */
export async function readJson(response: Response): Promise<unknown> {
  return parseJson(await response.text())
}
