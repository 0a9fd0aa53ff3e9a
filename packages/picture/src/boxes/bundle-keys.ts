import type { KeyTrace } from '@x/oidc-core'

/** As many boxes as a person sees at one glance. */
export const shownBoxes = 12

/** Role keys that share a box, for they fared alike. Of one key: a box of its own. */
export interface KeyBundle {
  readonly fate: 'hint' | 'mapping' | 'pattern' | 'reserved' | 'unmapped'
  readonly keys: readonly KeyTrace[]
}

/** Whatever tells the least is put together first, and what may be a mistake last. */
const order: readonly KeyBundle['fate'][] = ['unmapped', 'reserved', 'pattern', 'mapping', 'hint']

/** Puts role keys together until they fit in a column. Those that stay alone come first, in their order. */
export function bundleKeys(keys: readonly KeyTrace[]): readonly KeyBundle[] {
  const groups = new Map<string, KeyTrace[]>()
  for (const key of keys) {
    const members = groups.get(nameGroup(key))
    if (members) members.push(key)
    else groups.set(nameGroup(key), [key])
  }
  const candidates = [...groups]
    .filter(([, members]) => members.length > 2)
    .map(([group, members]) => ({ group, members, fate: resolveFate(members[0]) }))
    .sort((a, b) => order.indexOf(a.fate) - order.indexOf(b.fate) || b.members.length - a.members.length)

  const bundled = new Map<string, KeyBundle>()
  let count = keys.length
  for (const { group, members, fate } of candidates) {
    if (count <= shownBoxes) break
    bundled.set(group, { fate, keys: members })
    count -= members.length - 1
  }
  const alone = keys.filter((key) => !bundled.has(nameGroup(key)))
  return [...alone.map((key): KeyBundle => ({ fate: resolveFate(key), keys: [key] })), ...bundled.values()]
}

function resolveFate(key: KeyTrace | undefined): KeyBundle['fate'] {
  if (key?.similar !== undefined) return 'hint'
  if (key?.reserved !== undefined) return 'reserved'
  if (key === undefined || key.grants.length === 0) return 'unmapped'
  return key.grants.some(({ by }) => by === 'mapping') ? 'mapping' : 'pattern'
}

function nameGroup(key: KeyTrace): string {
  const fate = resolveFate(key)
  return fate === 'pattern' ? JSON.stringify(key.grants.map(({ by, entry }) => [by, entry])) : fate
}
