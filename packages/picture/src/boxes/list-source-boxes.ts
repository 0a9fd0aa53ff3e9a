import type { KeyGrant, KeyTrace, Trace } from '@x/oidc-core'
import type { Box } from './box.ts'
import { bundleKeys } from './bundle-keys.ts'
import type { KeyBundle } from './bundle-keys.ts'
import { countOf, listSome, showText } from '../show-text.ts'

/** What may give roles: role keys, and the parts of the configuration that need none. */
export interface SourceBox extends Box {
  readonly keys: readonly KeyTrace[]
  readonly roles: ReadonlySet<string>
}

export function listSourceBoxes(trace: Trace): readonly SourceBox[] {
  const settings = [
    { label: 'individualRoles', lines: ['by the name of the user'], roles: trace.individual },
    { label: 'usernameAsRoleKey', lines: ['by the name of the user'], roles: trace.username },
    { label: 'defaultRoles', lines: ['for nothing else gave a role'], roles: trace.default },
  ].filter(({ roles }) => roles.length > 0)
  return [
    ...bundleKeys(trace.keys).map(buildKeyBox),
    ...settings.map(({ label, lines, roles }): SourceBox => ({
      label,
      lines: [`gives ${listSome(roles)}`, ...lines],
      tone: 'plain',
      keys: [],
      roles: new Set(roles),
    })),
  ]
}

/** Says what became of a role key. */
export function describeKey({ grants, similar, reserved }: KeyTrace): readonly string[] {
  if (similar !== undefined) return ['not mapped; did you mean', `"${showText(similar)}"?`]
  if (reserved !== undefined) return ['gives nothing: the name', `${showText(reserved)} is reserved`]
  if (grants.length === 0) return ['not mapped']
  return grants.map((grant) => `${nameEntry(grant)}gives ${listSome(grant.roles) || 'nothing'}`)
}

function buildKeyBox({ fate, keys }: KeyBundle): SourceBox {
  const grants = keys.flatMap((key) => key.grants)
  const roles = new Set(grants.flatMap((grant) => grant.roles))
  const tone = fate === 'hint' ? 'warn' : roles.size === 0 ? 'idle' : 'plain'
  const [only] = keys
  return only !== undefined && keys.length === 1
    ? { label: showText(only.key), lines: describeKey(only), tone, roleKey: only.key, keys, roles }
    : {
        label: countOf(keys.length, 'role key'),
        lines: [
          listSome(
            keys.map(({ key }) => key),
            2,
          ),
          ...describeBundle(fate, grants, [...roles]),
        ],
        tone,
        keys,
        roles,
      }
}

function describeBundle(
  fate: KeyBundle['fate'],
  grants: readonly KeyGrant[],
  roles: readonly string[],
): readonly string[] {
  switch (fate) {
    case 'unmapped':
      return ['not mapped']
    case 'reserved':
      return ['give nothing: reserved names']
    case 'hint':
      return ['not mapped', 'but spelt like some that are']
    case 'mapping':
      return [`give ${listSome(roles, 2) || 'nothing'}`]
    case 'pattern': {
      // All keys of such a bundle have the same entries.
      const entries = new Set(grants.map(nameEntry))
      return [...entries, `give ${listSome(roles, 2) || 'nothing'}`].map((line) => line.trim())
    }
  }
}

/** A mapping's entry is the key itself, so it goes without saying. */
function nameEntry({ by, entry }: KeyGrant): string {
  return by === 'mapping' ? '' : `${by} ${showText(entry)} `
}
