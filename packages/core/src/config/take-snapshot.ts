import type { IssueList, IssuePath } from './issue-list.ts'

const depthLimit = 12
const lengthLimit = 100_000

/**
 * Copies untrusted options, so that everything after it sees one constant value: objects become maps of their own
 * members, whatever these are called; getters and proxies are asked once; what throws is an issue.
 */
export function takeSnapshot(value: unknown, issues: IssueList, path: IssuePath = []): unknown {
  if (typeof value !== 'object' || value === null) return value
  try {
    if (path.length > depthLimit) throw new RangeError('nested too deeply')
    if (!Array.isArray(value)) {
      const members = Object.keys(value).map((key): [string, unknown] => [
        key,
        takeMember(value, key, issues, path),
      ])
      return new Map(members)
    }
    if (value.length > lengthLimit) throw new RangeError('too long')
    return Array.from({ length: value.length }, (_, index) => takeMember(value, index, issues, path))
  } catch {
    // Whatever a getter or a proxy throws is foreign and may hold a secret.
    issues.error(path, 'unreadable', 'cannot be read. Give plain data.')
    return undefined
  }
}

function takeMember(value: object, key: string | number, issues: IssueList, path: IssuePath): unknown {
  const memberPath = [...path, key]
  let member: unknown
  try {
    member = (value as Readonly<Record<string | number, unknown>>)[key]
  } catch {
    issues.error(memberPath, 'unreadable', 'cannot be read. Give plain data.')
  }
  return takeSnapshot(member, issues, memberPath)
}
