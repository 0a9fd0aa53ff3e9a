import { contractTexts } from '../contract-app.ts'

const pages: Readonly<Record<string, string>> = {
  ...{ '/': 'hello anonymous', '/me': 'anonymous', '/echo': 'marker=sent', '/roles': '[]' },
  ...{ '/admin': contractTexts.admin, '/static': contractTexts.static },
  ...{ '/api': 'anonymous', '/api/admin': contractTexts.admin, '/api/open': 'hello anonymous' },
}

/**
 * Returns the response of an app without sign-in: it trusts every caller and sets a cookie on every response. Each case of the
 * contract must fail for this app.
 */
export function carelessAnswer(url = ''): {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
} {
  const text = pages[url.split('?')[0] ?? '']
  const status = text === undefined ? (url === '/throws' ? 500 : 404) : 200
  return { status, headers: { 'set-cookie': 'session=1' }, text: text ?? 'nothing here' }
}
