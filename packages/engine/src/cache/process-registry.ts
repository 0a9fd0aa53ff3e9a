/** A shared part of the memory of engines, with the identity of the engines that share it. */
interface SharedPart {
  readonly part: string
  readonly identity: readonly unknown[]
  readonly value: unknown
}

// The symbol is global, so that copies of this package find each other. Copies with another format must not find each other, so a
// new format gets a new number.
const registry = Symbol.for('@x/oidc')
const edition = 2

/** Maximum number of parts. A development server creates a new part at every change of the configuration. */
const maxParts = 150

/**
 * Shares a part of an engine's memory among the engines of this process whose `identity` is equal: equal plain data and the same
 * functions. Without it, frameworks that load a module several times in one process would have several copies of the cache. It
 * limits its entries as a `TtlCache` does. It is not a `TtlCache`, because its key must not be a string.
 * @remarks The configuration itself is compared. A string or a digest of it would be one more place that holds secrets.
 */
export function shareInProcess<Value>(
  part: string,
  identity: readonly unknown[],
  create: () => Value,
): Value {
  const shared = readRegistry()
  const name = `${part} ${edition}`
  const at = shared.findIndex((each) => each.part === name && isSame(each.identity, identity))
  const [found = { part: name, identity, value: create() }] = at === -1 ? [] : shared.splice(at, 1)
  shared.push(found)
  shared.splice(0, shared.length - maxParts)
  return found.value as Value
}

function readRegistry(): SharedPart[] {
  const holder = globalThis as { [key: symbol]: SharedPart[] | undefined }
  return (holder[registry] ??= [])
}

function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const members = Object.entries(one)
  if (Array.isArray(one) !== Array.isArray(other) || members.length !== Object.keys(other).length)
    return false
  return members.every(
    ([name, value]) => Object.hasOwn(other, name) && isSame(value, (other as Record<string, unknown>)[name]),
  )
}
