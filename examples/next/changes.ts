export interface Change {
  readonly author: string
  readonly text: string
}

// Lost when the app stops; yours has a database. Next.js may load this module more than once.
const store = globalThis as { noticeChanges?: Change[] }
const changes = (store.noticeChanges ??= [{ author: 'the office', text: 'The kitchen is closed on Friday.' }])

export function listChanges(): readonly Change[] {
  return changes
}

export function readNotice(): Change {
  return changes.at(-1) ?? { author: 'the office', text: '' }
}

export function addChange(change: Change): void {
  changes.push(change)
}
