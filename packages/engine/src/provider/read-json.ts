import { parseJson } from '@x/oidc-core'
import { dropPrototype } from '../sealing/drop-prototype.ts'

/**
 * Reads the JSON value of a complete answer; undefined where `parseJson` refuses it. The caller's schema turns that down with
 * an error that says which answer it was. An object has no prototype: members that it lacks are not read from a polluted one.
 */
export async function readJson(response: Response): Promise<unknown> {
  return dropPrototype(parseJson(await response.text()))
}
