import type { Trace } from '@x/oidc-node'
import { html } from '../pages/html.ts'
import type { Html } from '../pages/html.ts'
import { buildBox, measureColumn } from './box.ts'
import type { Box } from './box.ts'
import { buildLinks } from './build-links.ts'
import type { Link } from './build-links.ts'
import { buildMoreKeys } from './build-more-keys.ts'
import { listClaimBoxes } from './list-claim-boxes.ts'
import type { ClaimBox } from './list-claim-boxes.ts'
import { listGateBoxes } from './list-gate-boxes.ts'
import { listRoleBoxes } from './list-role-boxes.ts'
import type { RoleBox } from './list-role-boxes.ts'
import { listSourceBoxes } from './list-source-boxes.ts'
import type { SourceBox } from './list-source-boxes.ts'

const noBox: Box = { label: 'none', lines: [], tone: 'idle' }

/** Draws a decision from left to right: claims → role keys → roles → gate. */
export function buildAccessFlow(trace: Trace): Html {
  const claims = listClaimBoxes(trace)
  const sources = listSourceBoxes(trace)
  const roles = listRoleBoxes(trace)
  const isAdmitted = trace.denials.length === 0
  const steps: readonly { heading: string; boxes: readonly Box[]; links: readonly Link[] }[] = [
    { heading: 'Claims read', boxes: claims, links: linkClaims(claims, sources) },
    { heading: 'Role keys found', boxes: sources, links: linkSources(sources, roles) },
    {
      heading: isAdmitted ? 'Roles granted' : 'Roles, not granted',
      boxes: roles,
      links: linkRoles(trace, roles),
    },
    { heading: 'Gate', boxes: listGateBoxes(trace), links: [] },
  ]
  const columns = steps.map(({ boxes }) => (boxes.length === 0 ? [noBox] : boxes))
  const height = Math.max(...columns.map(measureColumn))
  return html`<ol class="flow" role="list">
      ${steps.map(({ heading, links }, place) => {
        const left = columns[place] ?? []
        const right = columns[place + 1]
        return html`<li class="step">
          <h2>${heading}</h2>
          <div class="lane">
            <ul role="list">
              ${left.map(buildBox)}
            </ul>
            ${right && buildLinks(links, { height, left, right })}
          </div>
        </li>`
      })}
    </ol>
    ${buildMoreKeys(sources)}`
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
