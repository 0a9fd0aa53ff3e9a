/** Whether a value and everything in it is frozen data without getters, so that it can never change. Never throws. */
export function isDeeplyFrozen(value: unknown): boolean {
  const seen = new Set<unknown>([value])
  try {
    for (const next of seen) {
      if (typeof next === 'function') return false
      if (typeof next !== 'object' || next === null) continue
      if (!Object.isFrozen(next)) return false
      for (const member of listOwnProperties(next)) {
        if (!('value' in member)) return false
        seen.add(member.value)
      }
    }
    return true
  } catch {
    // A proxy threw.
    return false
  }
}

function listOwnProperties(value: object): readonly PropertyDescriptor[] {
  return Reflect.ownKeys(value)
    .map((name) => Reflect.getOwnPropertyDescriptor(value, name))
    .filter((found) => found !== undefined)
}
