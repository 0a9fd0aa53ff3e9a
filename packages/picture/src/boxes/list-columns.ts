import type { Trace } from '@x/oidc-core'
import type { Box } from './box.ts'
import { listClaimBoxes } from './list-claim-boxes.ts'
import type { ClaimBox } from './list-claim-boxes.ts'
import { listGateBoxes } from './list-gate-boxes.ts'
import { listRoleBoxes } from './list-role-boxes.ts'
import type { RoleBox } from './list-role-boxes.ts'
import { listSourceBoxes } from './list-source-boxes.ts'
import type { SourceBox } from './list-source-boxes.ts'

/** A line between two boxes, by their places in their columns. */
export interface Link {
  readonly from: number
  readonly to: number
  /**
   * `implied` leads back into the column that it comes from; `unused` leads to a box that gives nothing; `lost` comes
   * from a role that the gate asks for and that was not granted.
   */
  readonly kind: 'gives' | 'implied' | 'unused' | 'lost'
}

/** A step of a decision: its boxes, at least one, and the lines from them to the next column. */
export interface Column {
  readonly heading: string
  readonly boxes: readonly Box[]
  readonly links: readonly Link[]
}

/** What a picture draws from left to right: claims → role keys → roles → gate. */
export interface Columns {
  readonly columns: readonly Column[]
  /** The role keys that share boxes, for a list below the picture. */
  readonly sources: readonly SourceBox[]
}

/** Lists the boxes of a decision and the lines between them. */
export function listColumns(trace: Trace): Columns {
  const claims = listClaimBoxes(trace)
  const sources = listSourceBoxes(trace)
  const roles = listRoleBoxes(trace)
  const isAdmitted = trace.denials.length === 0
  const noBox: Box = {
    label: trace.rolesUndecided === true ? 'not decided' : 'none',
    lines: [],
    tone: 'idle',
  }
  const columns: readonly Column[] = [
    { heading: 'Claims read', boxes: claims, links: linkClaims(claims, sources) },
    { heading: 'Role keys found', boxes: sources, links: linkSources(sources, roles) },
    {
      heading: isAdmitted ? 'Roles granted' : 'Roles, not granted',
      boxes: roles,
      links: linkRoles(trace, roles),
    },
    { heading: 'Gate', boxes: listGateBoxes(trace), links: [] },
  ]
  return {
    columns: columns.map((column) => (column.boxes.length === 0 ? { ...column, boxes: [noBox] } : column)),
    sources,
  }
}

function linkClaims(claims: readonly ClaimBox[], sources: readonly SourceBox[]): readonly Link[] {
  return claims.flatMap((claim, from) =>
    sources.flatMap(({ keys, roles }, to): Link[] =>
      keys.some(({ key }) => claim.keys.has(key))
        ? [{ from, to, kind: roles.size === 0 ? 'unused' : 'gives' }]
        : [],
    ),
  )
}

function linkSources(sources: readonly SourceBox[], roles: readonly RoleBox[]): readonly Link[] {
  return sources.flatMap((source, from) =>
    roles.flatMap((box, to): Link[] =>
      box.roles.some((role) => source.roles.has(role)) ? [{ from, to, kind: 'gives' }] : [],
    ),
  )
}

function linkRoles({ gate, implied }: Trace, roles: readonly RoleBox[]): readonly Link[] {
  const placeOf = (wanted: string) => roles.findIndex((box) => box.roles.includes(wanted))
  const met = new Set(gate.met)
  return [
    ...roles.flatMap((box, from): Link[] => {
      if (!box.isGranted) return [{ from, to: 0, kind: 'lost' }]
      return box.roles.some((role) => met.has(role)) ? [{ from, to: 0, kind: 'gives' }] : []
    }),
    ...implied
      .map(({ role, by }): Link => ({ from: placeOf(by), to: placeOf(role), kind: 'implied' }))
      .filter(({ from, to }) => from !== to),
  ]
}
