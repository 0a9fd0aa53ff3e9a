/**
 * Throws if a framework calls a function that creates handlers as if it were a handler. Without this check, each request would
 * wait forever. For adapters.
 * @param name the function, e.g. `oidc.requireUser`
 * @throws TypeError for any argument
 */
export function refuseUncalled(name: string, given: readonly unknown[]): void {
  if (given.length === 0) return
  throw new TypeError(`${name} was passed as a handler, but it creates one. Call it: ${name}().`)
}
