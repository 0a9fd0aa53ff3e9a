import type { Trace } from '@x/oidc-core'
import type { Box } from './box.ts'
import { shownBoxes } from './bundle-keys.ts'
import { listRoleOrigins } from '../list-role-origins.ts'
import type { RoleOrigin } from '../list-role-origins.ts'
import { countOf, listSome, showText } from '../show-text.ts'

export interface RoleBox extends Box {
  readonly roles: readonly string[]
  readonly isGranted: boolean
}

/** As many roles of a shut gate as are named one by one. */
const shownLost = 3

/** One box for each role, and for each that a shut gate asks for in vain. */
export function listRoleBoxes(trace: Trace): readonly RoleBox[] {
  const { granted, gate, implied } = trace
  // Many roles share a box, but those that the picture leads on from.
  const leading = new Set([...gate.met, ...implied.map(({ by }) => by)])
  const origins = listRoleOrigins(trace)
  const lost = gate.open ? [] : gate.required.slice(0, shownLost)
  const room = shownBoxes - lost.length
  const alone =
    granted.length <= room
      ? origins
      : [...origins.filter(({ role }) => leading.has(role)), ...origins].slice(0, room - 1)
  const shown = new Set(alone.map(({ role }) => role))
  const others = granted.filter((role) => !shown.has(role))
  return [
    ...origins.filter(({ role }) => shown.has(role)).map(buildRoleBox),
    ...(others.length === 0 ? [] : [buildOthersBox(others)]),
    ...lost.map((role): RoleBox => ({
      label: showText(role),
      lines: ['asked for, not granted'],
      tone: 'warn',
      roles: [role],
      isGranted: false,
    })),
  ]
}

function buildRoleBox({ role, keys, impliedBy, settings }: RoleOrigin): RoleBox {
  const lines = [
    ...(keys.length > 0
      ? [`from ${keys.length > 3 ? countOf(keys.length, 'role key') : listSome(keys)}`]
      : []),
    ...impliedBy.map((by) => `included in ${showText(by)}`),
    ...settings.map((setting) => `from ${setting}`),
  ]
  return { label: showText(role), lines, tone: 'plain', roles: [role], isGranted: true }
}

function buildOthersBox(roles: readonly string[]): RoleBox {
  return {
    label: countOf(roles.length, 'other role'),
    lines: [listSome(roles, 2)],
    tone: 'plain',
    roles,
    isGranted: true,
  }
}
