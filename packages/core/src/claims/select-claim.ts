import type { ClaimRef } from './claim-path.ts'
import type { Claims, JsonValue } from './json.ts'
import { isJsonObject, ownMember } from './own-member.ts'

/** The result of a claim path. */
export interface ClaimSelection {
  /** The selected values. Arrays at the end of the path are flattened by one level. */
  readonly values: readonly SelectedValue[]
  /** Whether the path leads to a value other than `null`. An empty array counts. */
  readonly present: boolean
  /** The length of the longest flattened array. */
  readonly longestList: number
  /** Branches that a step could not follow, because the value has another type than the step needs. */
  readonly skipped: readonly SkippedBranch[]
}

export interface SelectedValue {
  readonly value: JsonValue
  /** Whether the value is an element of an array, as opposed to a claim or a member of an object. */
  readonly element: boolean
}

export interface SkippedBranch {
  /** The index of the step in the path. */
  readonly step: number
  readonly value: JsonValue
}

/**
 * Follows a claim path through Claims Sets. The first Claims Set has the highest precedence. They are merged by top-level claim,
 * and a `null` does not hide a value below it.
 */
export function selectClaim(layers: readonly Claims[], ref: ClaimRef): ClaimSelection {
  const path = typeof ref === 'string' ? [ref] : ref
  // A path that ends in `null` already selects the elements of an array. Otherwise, a selected array is replaced by its elements.
  const opensAll = path.at(-1) === null
  const steps = opensAll ? path.slice(0, -1) : path
  const skipped: SkippedBranch[] = []
  let longestList = 0
  let nodes = topLevelClaim(layers, steps[0])

  for (let step = 1; step < steps.length; step++) {
    const name = steps[step]
    const next: JsonValue[] = []
    for (const node of nodes) {
      if (typeof name === 'string' && isJsonObject(node)) {
        const member = ownMember(node, name)
        if (member !== undefined) next.push(member)
      } else if (typeof name !== 'string' && isJsonArray(node)) {
        if (typeof name === 'number') next.push(...node.slice(name, name + 1))
        else {
          longestList = Math.max(longestList, node.length)
          for (const element of node) next.push(element)
        }
      } else skipped.push({ step, value: node })
    }
    nodes = next
  }

  const values: SelectedValue[] = []
  let present = false
  for (const node of nodes) {
    if (isJsonArray(node)) {
      present = true
      longestList = Math.max(longestList, node.length)
      for (const value of node) values.push({ value, element: true })
    } else if (opensAll) skipped.push({ step: steps.length, value: node })
    else {
      present ||= node !== null
      values.push({ value: node, element: typeof steps.at(-1) === 'number' })
    }
  }
  return { values, present, longestList, skipped }
}

/** The claim from the topmost layer in which it is not `null`: at most one. */
export function topLevelClaim(layers: readonly Claims[], name: unknown): readonly JsonValue[] {
  let found: JsonValue | undefined
  for (const layer of layers) {
    const value = typeof name === 'string' ? ownMember(layer, name) : undefined
    if (value !== undefined) found ??= value
  }
  return found === undefined ? [] : [found]
}

export function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/**
 * Looks up the values that a claim ref selects. An array at the end of a path gives its elements, one level deep. A
 * path that selects no value gives an empty list. Only own members count.
 * @example
 * resolveClaim({ realm_access: { roles: ['staff'] } }, ['realm_access', 'roles']) // ['staff']
 */
export function resolveClaim(claims: Claims, ref: ClaimRef): JsonValue[] {
  return selectClaim([claims], ref).values.map(({ value }) => value)
}
