import { quote, quoteAll } from './quote.ts'
import type { KeyGrant, KeyTrace } from './trace.ts'

const names: Readonly<Record<KeyGrant['by'], string>> = {
  mapping: 'roleMapping',
  pattern: 'rolePatterns',
  passthrough: 'passthrough',
}

/** Renders what a role key granted, on one line. */
export function explainKey({ key, grants, similar, reserved }: KeyTrace): string {
  const granted = grants.map(({ by, entry, roles }) => {
    return `${quoteAll(roles, 'nothing')} by ${names[by]} ${quote(entry)}`
  })
  const why =
    reserved === undefined
      ? 'nothing: unmapped'
      : `nothing: the configuration names the role ${quote(reserved)}`
  const hint =
    similar === undefined ? '' : `. Hint: roleMapping has ${quote(similar)}; case and a leading "/" count`
  return `- ${quote(key)} grants ${granted.join('; ') || why}${hint}`
}
