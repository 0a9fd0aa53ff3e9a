import type { ServerResponse } from 'node:http'
import { buildDocument } from './build-document.ts'
import type { Page } from './page.ts'

/**
 * Creates the function that sends a page, under a policy that lets it load this app's style sheet, its icon and, on a
 * page that has one, its script, and nothing else. Browsers apply `form-action` to the redirects of a form as well, so it names where a sign-out ends.
 */
export function createPageSender({ signOutOrigin }: { readonly signOutOrigin: string }) {
  const buildPolicy = ({ script }: Page) =>
    [
      "default-src 'none'",
      // Repeats what default-src says, because a page promises it: its script can send nothing anywhere.
      ...(script === undefined ? [] : ["script-src 'self'", "connect-src 'none'"]),
      "style-src 'self'",
      "img-src 'self'",
      `form-action 'self' ${signOutOrigin}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; ')

  return (res: ServerResponse, page: Page): void => {
    res.writeHead(page.status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': buildPolicy(page),
      'cross-origin-opener-policy': 'same-origin',
      // Not `no-referrer`: a form's POST would then say `Origin: null`, which the sign-out refuses.
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    res.end(buildDocument(page))
  }
}
