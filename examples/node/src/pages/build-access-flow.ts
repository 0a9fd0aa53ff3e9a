import type { Trace } from '@x/oidc-core'
import { buildLinks } from './build-links.ts'
import type { Link } from './build-links.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { listRoleOrigins, writeClaimRef } from './list-role-origins.ts'

/** A box of the picture. Its caption says in words what the lines show, for phones and screen readers. */
interface Box {
  readonly label: string
  readonly caption: string
  readonly tone: 'plain' | 'idle' | 'open' | 'shut'
  /** The role key that the box stands for. */
  readonly roleKey?: string
}

/** Draws a decision from left to right: claims → role keys → roles → gate. */
export function buildAccessFlow(trace: Trace): Html {
  const claims = trace.rules.map(({ path, outcome, keys }): Box => ({
    label: writeClaimRef(path),
    caption: outcome === 'found' ? countKeys(keys.length) : outcome.replace('_', ' '),
    tone: outcome === 'found' ? 'plain' : 'idle',
  }))
  const sources = listSources(trace)
  const roles = listRoleOrigins(trace)
  const { gate } = trace

  const placeOf = new Map(trace.granted.map((role, place) => [role, place]))
  const roleLinks = (given: readonly string[], from: number, kind: Link['kind']) =>
    given.flatMap((role): Link[] => {
      const to = placeOf.get(role)
      return to === undefined ? [] : [{ from, to, kind }]
    })
  const fromClaims = trace.rules.flatMap((rule, from) =>
    trace.keys.flatMap(({ key, grants }, to): Link[] =>
      rule.keys.includes(key) ? [{ from, to, kind: grants.length === 0 ? 'unused' : 'gives' }] : [],
    ),
  )
  const mapping = sources.flatMap(({ roles: given }, from) => roleLinks(given, from, 'gives'))
  const implied = trace.implied.flatMap(({ role, by }) => roleLinks([role], placeOf.get(by) ?? 0, 'implied'))
  const toGate = gate.met.map((role): Link => ({ from: placeOf.get(role) ?? 0, to: 0, kind: 'gives' }))

  const sizes = [claims.length, sources.length, roles.length, 1]
  const rows = Math.max(...sizes)
  const links = (step: number, list: readonly Link[]) =>
    buildLinks(list, { rows, left: sizes[step] ?? 0, right: sizes[step + 1] ?? 0 })

  return html`<ol class="flow" role="list">
    ${buildStep('Claims read', claims, links(0, fromClaims))}
    ${buildStep(
      'Role keys found',
      sources.map(({ box }) => box),
      links(1, mapping),
      'none',
    )}
    ${buildStep(
      'Roles granted',
      roles.map(({ role, keys, impliedBy, settings }) => ({
        label: role,
        caption: [
          ...(keys.length > 0 ? [`from ${keys.join(', ')}`] : []),
          ...impliedBy.map((by) => `included in ${by}`),
          ...settings.map((setting) => `from ${setting}`),
        ].join('; '),
        tone: 'plain',
      })),
      links(2, [...toGate, ...implied]),
      'none',
    )}
    ${buildStep('Gate', [
      {
        label: gate.open ? 'Open' : 'Shut',
        caption: gate.required.length === 0 ? 'asks for no role' : `asks for ${gate.required.join(' or ')}`,
        tone: gate.open ? 'open' : 'shut',
      },
    ])}
  </ol>`
}

/** What gives roles: the role keys first, then the parts of the configuration that need none. */
function listSources(trace: Trace): readonly { readonly box: Box; readonly roles: readonly string[] }[] {
  const keys = trace.keys.map(({ key, grants }) => {
    const roles = [...new Set(grants.flatMap((grant) => grant.roles))]
    const caption =
      grants.length === 0 ? 'not mapped: gives nothing' : `gives ${roles.join(', ') || 'nothing'}`
    const tone = roles.length === 0 ? ('idle' as const) : ('plain' as const)
    return { box: { label: key, caption, tone, roleKey: key }, roles }
  })
  const settings = [
    { label: 'individualRoles', roles: trace.individual },
    { label: 'usernameAsRoleKey', roles: trace.username },
    { label: 'defaultRoles', roles: trace.default },
  ].filter(({ roles }) => roles.length > 0)
  return [
    ...keys,
    ...settings.map(({ label, roles }) => ({
      box: { label, caption: `gives ${roles.join(', ')}`, tone: 'plain' as const },
      roles,
    })),
  ]
}

function countKeys(count: number): string {
  return count === 1 ? 'found, 1 role key' : `found, ${count} role keys`
}

function buildStep(heading: string, boxes: readonly Box[], links?: Html, whenEmpty = ''): Html {
  return html`<li class="step">
    <h2>${heading}</h2>
    <div class="lane">
      ${
        boxes.length === 0
          ? html`<p class="box idle">${whenEmpty}</p>`
          : html`<ul role="list">
              ${boxes.map(buildBox)}
            </ul>`
      }
      ${links}
    </div>
  </li>`
}

function buildBox({ label, caption, tone, roleKey }: Box): Html {
  const text = html`<strong title="${label}">${label}</strong><span title="${caption}">${caption}</span>`
  return roleKey === undefined
    ? html`<li class="box ${tone}">${text}</li>`
    : html`<li class="box ${tone}" data-role-key="${roleKey}">${text}</li>`
}
