/** One part of an engine's memory, and whose it is. */
interface SharedPart {
  readonly part: string
  readonly identity: readonly unknown[]
  readonly value: unknown
}

// Copies of this package must find each other, so it is no private symbol. Copies whose parts differ must not: the number
// counts up with them.
const registry = Symbol.for('@x/oidc')
const edition = 2

/** A development server makes new ones with every change of the configuration. */
const maxParts = 150

/**
 * Shares a part of an engine's memory among the engines of this process that have the same `identity`: equal in plain
 * data, the same in functions. Frameworks that load a module several times in one process would otherwise have several
 * memories of one application. Its bound is the same as an LRU's, but a `TtlCache` is looked up by a text, which this must not be.
 * @remarks The configuration is compared as it is. A text or a digest of it would be one more place with secrets in it.
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
