import type { RoleRuleConfig } from './oidc-config.ts'
import type { IssueList, IssuePath } from './issue-list.ts'
import { ObjectReader } from './object-reader.ts'
import { parseClaimRef } from './parse-claim-ref.ts'
import { isObject } from './read-values.ts'

const keys = ['path', 'from', 'split', 'select', 'stripPrefix', 'required', 'truncatesAt', 'whenTrue']

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
  const stripPrefix = reader.text('stripPrefix')
  const truncatesAt = reader.integer('truncatesAt', 1, 2 ** 53)
  const whenTrue = reader.text('whenTrue')
  const required = reader.flag('required')
  return {
    path: claim,
    ...(from && { from }),
    ...(split && { split }),
    ...(select && { select }),
    ...(stripPrefix && { stripPrefix }),
    required,
    ...(truncatesAt && { truncatesAt }),
    ...(whenTrue && { whenTrue }),
  }
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
