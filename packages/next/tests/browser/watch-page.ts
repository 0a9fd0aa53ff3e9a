import type { launchBrowser } from '@x/oidc-testing'

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchBrowser>>['newPage']>>

export interface PageWatch {
  /** Answers with 5xx and errors of the console until now. A 403 is an answer that was asked for. */
  readonly failures: () => readonly string[]
}

/** Watches what a browser's window gets: no person is shown a server's failure, and no developer an error in the console. */
export function watchPage(page: Page): PageWatch {
  const failures: string[] = []
  page.on('response', (response) => {
    if (response.status() >= 500) failures.push(`${response.status()} ${response.url()}`)
  })
  page.on('console', (message) => {
    const isForbidden = message.text().includes('status of 403')
    if (message.type() === 'error' && !isForbidden)
      failures.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => failures.push(String(error)))
  return { failures: () => failures }
}
