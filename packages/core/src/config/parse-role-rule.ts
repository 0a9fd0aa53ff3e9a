import type { ClaimPathStep, ClaimRef, NameClaim } from '../claims/claim-path.ts'
import type { IssueList, IssuePath } from './issues.ts'
import { isList, isObject, parseText, readItems } from './read-values.ts'
import type { RoleRuleConfig } from './oidc-config.ts'
import { ObjectReader } from './object-reader.ts'

/** Reads a claim ref. */
function parseClaimRef(value: unknown, path: IssuePath, issues: IssueList): ClaimRef | undefined {
  if (typeof value === 'string') return parseText(value, path, issues)
  const steps = isList(value) ? readItems(value, path, issues) : []
  if (steps.length === 0) {
    issues.error(path, 'invalid_claim', 'must be a claim name, or a path of one step or more.')
    return undefined
  }
  for (const [index, step] of steps.entries()) {
    if (!isStep(step)) {
      const message = 'must be a member name, a whole number from 0, or null for all elements.'
      issues.error([...path, index], 'invalid_claim', message)
    }
  }
  return steps.filter(isStep)
}

/** Reads the items of a list as claim refs. It leaves out items with errors, and reports them. */
export function parseClaimRefs(
  items: readonly unknown[],
  path: IssuePath,
  issues: IssueList,
): readonly ClaimRef[] {
  return items
    .map((item, index) => parseClaimRef(item, [...path, index], issues))
    .filter((ref) => ref !== undefined)
}

/** Reads `nameClaim`: one claim ref, or several in an object. */
export function parseNameClaim(reader: ObjectReader): NameClaim {
  const value = reader.value('nameClaim')
  if (value === undefined) return 'sub'
  const path = [...reader.path, 'nameClaim']
  if (!isObject(value)) return parseClaimRef(value, path, reader.issues) ?? 'sub'
  const choice = new ObjectReader(value, path, reader.issues, ['firstOf'])
  const items = choice.list('firstOf')
  const listed = choice.value('firstOf')
  if (items.length === 0 && (listed === undefined || isList(listed)))
    choice.error('firstOf', 'invalid_claim', 'must list one claim or more, such as email and sub.')
  const firstOf = parseClaimRefs(items, [...path, 'firstOf'], reader.issues)
  return firstOf.length > 0 ? { firstOf } : 'sub'
}

function isStep(step: unknown): step is ClaimPathStep {
  if (typeof step === 'number') return Number.isSafeInteger(step) && step >= 0
  return step === null || (typeof step === 'string' && step !== '')
}

const keys = [
  'path',
  'from',
  'parse',
  'split',
  'select',
  'stripPrefix',
  'required',
  'truncatesAt',
  'whenTrue',
]

/** Reads an entry of `rolesClaims`, short or long, into the long form. */
export function parseRoleRule(value: unknown, path: IssuePath, issues: IssueList): RoleRuleConfig {
  if (!isObject(value)) {
    return { path: parseClaimRef(value, path, issues) ?? [], required: false }
  }
  const reader = new ObjectReader(value, path, issues, keys)
  const claim = parseClaimRef(reader.value('path'), [...path, 'path'], issues) ?? []
  const from = reader.choice('from', ['idToken', 'userinfo', 'accessToken'])
  const split = reader.text('split')
  if (split !== undefined && split.length > 8)
    reader.error('split', 'out_of_range', 'must have 1 to 8 characters.')
  const select = parseSelect(reader)
  const parse = parseForm(reader)
  const stripPrefix = reader.text('stripPrefix')
  const truncatesAt = reader.integer('truncatesAt', 1, 2 ** 53)
  const whenTrue = reader.text('whenTrue')
  const required = reader.flag('required')
  return {
    path: claim,
    ...(from && { from }),
    ...(parse && { parse }),
    ...(split && { split }),
    ...(select && { select }),
    ...(stripPrefix && { stripPrefix }),
    required,
    ...(truncatesAt && { truncatesAt }),
    ...(whenTrue && { whenTrue }),
  }
}

function parseForm(reader: ObjectReader): RoleRuleConfig['parse'] {
  const form = reader.choice('parse', ['json', 'bracketed'])
  if (form !== undefined && reader.value('split') !== undefined) {
    reader.error(
      'split',
      'conflict',
      'cannot be combined with parse, which gives whole role keys. Leave it out.',
    )
  }
  if (form === 'bracketed') {
    if (reader.value('select') !== undefined) {
      const message =
        "selects from objects, but parse: 'bracketed' reads texts only. Leave select out, or use parse: 'json'."
      reader.error('select', 'conflict', message)
    }
    const message =
      'cuts at every comma: a comma in the name of a group makes two keys, so users who may name groups can take the roles ' +
      'of another group. Let the provider send a list, or JSON, if it can.'
    reader.warn('parse', 'ambiguous_list', message)
  }
  return form
}

function parseSelect(reader: ObjectReader): RoleRuleConfig['select'] {
  const value = reader.value('select')
  if (value === undefined || value === 'keys') return value
  if (isObject(value)) {
    return {
      member: new ObjectReader(value, [...reader.path, 'select'], reader.issues, ['member']).required(
        'member',
      ),
    }
  }
  reader.error('select', 'invalid_value', "must be 'keys' or { member: 'name' }.")
  return undefined
}
