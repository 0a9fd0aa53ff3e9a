import { cleanText } from '@x/oidc-core'

/** Lines around a difference. */
const around = 3

/** Shows how a text differs from another one: the lines that go with `-`, those that come with `+`, and some around them. */
export function showDifference(before: string, after: string): string {
  const old = before.split('\n')
  const next = after.split('\n')
  const most = Math.min(old.length, next.length)
  let start = 0
  while (start < most && old[start] === next[start]) start++
  let end = 0
  while (end < most - start && old.at(-1 - end) === next.at(-1 - end)) end++
  const lines = [
    ...old.slice(Math.max(0, start - around), start).map((line) => `  ${line}`),
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...next.slice(start, next.length - end).map((line) => `+ ${line}`),
    ...old.slice(old.length - end, old.length - end + around).map((line) => `  ${line}`),
  ]
  return lines.map((line) => cleanText(line, 400)).join('\n')
}
