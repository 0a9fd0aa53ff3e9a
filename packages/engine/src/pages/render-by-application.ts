import { withTimeout } from '../cache/timeout.ts'
import type { PageToRender } from './render-option.ts'
import type { PageSettings } from './page-settings.ts'

/** How long `pages.render` may take, in seconds. */
const renderSeconds = 5

/** A page that the application wrote. */
export interface RenderedPage {
  readonly html: string
  readonly nonce: string
}

/**
 * Calls `pages.render`. Returns undefined if there is no `render`, if it does not change the page, or if it fails: the log then
 * has the reason, once a minute for each kind of page. Never rejects.
 */
export async function renderByApplication(
  { ports, render, countFailure, describeError }: PageSettings,
  page: Omit<PageToRender, 'nonce'>,
): Promise<RenderedPage | undefined> {
  if (render === undefined) return undefined
  let nonce = ''
  const outcome = await withTimeout<unknown>(ports.startTimer, renderSeconds, () => {
    nonce = drawNonce(ports)
    // The compiler cannot see that the caller combined kind and data of one member of the union.
    return render({ ...page, nonce } as PageToRender)
  })
  if (outcome.ok && typeof outcome.value === 'string' && outcome.value.trim() !== '') {
    // The policy of our own page is stricter.
    return outcome.value === page.html ? undefined : { html: outcome.value, nonce }
  }
  const unreported = countFailure(page.kind)
  if (unreported === undefined) return undefined
  const failed = outcome.ok || outcome.isLate ? undefined : describeError(outcome.cause)
  const why = outcome.ok
    ? `it returned ${describeValue(outcome.value)}, expected a string of HTML`
    : (failed?.message ?? `it returned nothing within ${renderSeconds} seconds`)
  ports.log({
    level: 'error',
    code: 'page_not_rendered',
    message: `pages.render failed for the page ${page.kind}, so the library's own page was sent: ${why}${describeCount(unreported)}`,
    detail: { kind: page.kind, ...(failed?.detail as object | undefined) },
  })
  return undefined
}

const describeCount = (unreported: number): string =>
  unreported === 0 ? '' : `. The same happened ${unreported} times since the last report`

/** A nonce for an attribute and a header: letters, digits, `+` and `/`. */
function drawNonce({ random }: PageSettings['ports']): string {
  return btoa(String.fromCharCode(...random(18)))
}

/** Names only the kind of the value: the value itself may quote anything. */
function describeValue(value: unknown): string {
  if (typeof value === 'string') return 'an empty string'
  return typeof value === 'object' && value !== null ? 'an object' : typeof value
}
