import { hasDuplicateMember } from '@x/oidc-core'
import { dropPrototype } from '../sealing/drop-prototype.ts'

/**
 * The JSON value of a complete answer; undefined when it is not JSON, or names a member twice. An object has no prototype: members
 * that it lacks are not read from a polluted one.
 */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    const value: unknown = JSON.parse(text)
    return hasDuplicateMember(text) ? undefined : dropPrototype(value)
  } catch {
    // The caller's schema turns this down with an error that says which answer it was.
    return undefined
  }
}
