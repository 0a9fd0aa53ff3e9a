import { deepStrictEqual } from 'node:assert/strict'
import { decideAccess } from '@x/oidc-core'
import jmespath from 'jmespath'
import jsonata from 'jsonata'
import get from 'lodash/get.js'
import { defineProvider } from './define-provider.ts'
import { measureAlternating, median } from './measure.ts'
import type { Contender } from './measure.ts'

type RoleMapping = Record<string, readonly string[]>

const rolesPath = ['realm_access', 'roles']
const keyCount = 200
/** The same at every size, so that the size of the mapping is all that differs. */
const mappedKeyCount = 100
const mappingSizes = [100, 1_000, 10_000, 100_000]
const rounds = 9
/** Compiling happens once for a configuration, so each sample takes a configuration of its own. */
const firstCalls = 5

const contenderNames = {
  ours: 'decideAccess',
  lodash: 'lodash.get, a look-up for each key',
  jmespath: 'JMESPath, a look-up for each key',
  jsonata: 'JSONata, a look-up for each key',
  loop: 'lodash.get, a loop over the mapping',
}

/** Prints what it costs to decide about 200 role keys, by the size of the mapping. */
export async function benchDecidingRoles(): Promise<void> {
  const times: Record<string, Record<string, string>> = {}
  for (const size of mappingSizes) {
    const column = `${size.toLocaleString('en')} entries`
    const { contenders, measureFirstCall } = await prepare(size)
    const medians = await measureAlternating(contenders, rounds)
    for (const [name, microseconds] of medians) (times[name] ??= {})[column] = microseconds.toFixed(1)
    const first = median(Array.from({ length: firstCalls }, measureFirstCall))
    ;(times['decideAccess, the first call'] ??= {})[column] = first.toFixed(0)
  }
  console.log(`\n${keyCount} role keys of a nested claim, ${mappedKeyCount} of them mapped: µs a decision`)
  console.table(times)
}

/** @throws AssertionError when two contenders decide differently */
async function prepare(size: number): Promise<{ contenders: Contender[]; measureFirstCall: () => number }> {
  const roleMapping = buildMapping(size)
  const claims = { sub: 'ada', realm_access: { roles: buildKeys(size) } }
  const provider = defineProvider(rolesPath, { roleMapping })
  const expression = jsonata('realm_access.roles')
  const contenders: Contender[] = [
    {
      name: contenderNames.ours,
      run: () => decideAccess(provider, { idToken: claims }).roles,
    },
    {
      name: contenderNames.lodash,
      run: () => lookUpRoles(roleMapping, get(claims, rolesPath) as string[]),
    },
    {
      name: contenderNames.jmespath,
      run: () => lookUpRoles(roleMapping, jmespath.search(claims, 'realm_access.roles') as string[]),
    },
    {
      name: contenderNames.jsonata,
      run: async () => lookUpRoles(roleMapping, (await expression.evaluate(claims)) as string[]),
    },
    {
      name: contenderNames.loop,
      run: () => searchRoles(roleMapping, get(claims, rolesPath) as string[]),
    },
  ]
  const [expected] = await Promise.all(contenders.map(({ run }) => run()))
  for (const { name, run } of contenders) deepStrictEqual(await run(), expected, `${name}, ${size} entries`)

  const measureFirstCall = (): number => {
    const fresh = defineProvider(rolesPath, { roleMapping })
    const started = performance.now()
    decideAccess(fresh, { idToken: claims })
    return (performance.now() - started) * 1000
  }
  return { contenders, measureFirstCall }
}

/** What a careful application writes for itself: own entries only, and a gate. */
function lookUpRoles(roleMapping: RoleMapping, keys: readonly string[]): string[] {
  const roles = new Set<string>()
  for (const key of keys) {
    if (!Object.hasOwn(roleMapping, key)) continue
    for (const role of roleMapping[key] ?? []) roles.add(role)
  }
  return passGate(roles)
}

/** What applications often write: for each entry of the mapping, whether the user has its key. */
function searchRoles(roleMapping: RoleMapping, keys: readonly string[]): string[] {
  const held = new Set(keys)
  const roles = new Set<string>()
  for (const [key, mapped] of Object.entries(roleMapping)) {
    if (held.has(key)) for (const role of mapped) roles.add(role)
  }
  return passGate(roles)
}

function passGate(roles: ReadonlySet<string>): string[] {
  return roles.has('ROLE_USER') ? [...roles].sort() : []
}

function buildMapping(size: number): RoleMapping {
  return Object.fromEntries(
    Array.from({ length: size }, (_, index) => [mappedKey(index), ['ROLE_USER', `ROLE_TEAM_${index % 20}`]]),
  )
}

/** Mapped and unmapped keys take turns; the mapped ones are spread over the whole mapping. */
function buildKeys(size: number): string[] {
  return Array.from({ length: keyCount }, (_, index) =>
    index % 2 === 0 ? mappedKey(((index / 2) * size) / mappedKeyCount) : `/elsewhere/group-${index}`,
  )
}

function mappedKey(index: number): string {
  return `/company/team-${index}`
}
