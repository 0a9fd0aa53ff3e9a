import axe from 'axe-core'
import type { Page } from './browser-cases.ts'

interface Finding {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Lists the barriers that axe finds on a page: what keeps a person from using it.
 * @param only of these rules alone
 */
export async function findBarriers(page: Page, only: readonly string[] = rules): Promise<readonly string[]> {
  // A policy stops scripts that the page loads, and not what the browser's own tools run.
  await page.evaluate(axe.source)
  const findings = await page.evaluate<readonly Finding[]>(
    `axe.run({ runOnly: ${JSON.stringify(only)} }).then(({ violations }) => violations)`,
  )
  return findings.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  )
}
