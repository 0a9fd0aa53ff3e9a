import type { IssueList, IssuePath } from './issue-list.ts'

const depthLimit = 12
const lengthLimit = 100_000

/**
 * Copies untrusted options, so that everything after it sees one constant value: objects become maps of their own
 * members, whatever these are called; getters and proxies are asked once; what throws is an issue.
 */
export function takeSnapshot(read: () => unknown, issues: IssueList, path: IssuePath = []): unknown {
  try {
    const value = read()
    if (typeof value !== 'object' || value === null) return value
    if (path.length > depthLimit) throw new RangeError()
    const members = value as Readonly<Record<string | number, unknown>>
    const takeMember = (key: string | number): unknown =>
      takeSnapshot(() => members[key], issues, [...path, key])
    if (!Array.isArray(value)) return new Map(Object.keys(value).map((key) => [key, takeMember(key)]))
    if (value.length > lengthLimit) throw new RangeError()
    return Array.from({ length: value.length }, (_, index) => takeMember(index))
  } catch {
    // Too deep, too long, or whatever a getter or a proxy throws: that is foreign and may hold a secret.
    issues.error(path, 'unreadable', 'cannot be read. Give plain data.')
    return undefined
  }
}
