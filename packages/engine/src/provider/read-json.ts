import { hasDuplicateMember } from '@x/oidc-core'

/** The JSON value of a complete answer; undefined when it is not JSON, or names a member twice. */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    const value: unknown = JSON.parse(text)
    return hasDuplicateMember(text) ? undefined : value
  } catch {
    // The caller's schema turns this down with an error that says which answer it was.
    return undefined
  }
}
