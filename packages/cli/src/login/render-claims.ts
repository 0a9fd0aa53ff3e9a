import { cleanText } from '@x/oidc-core'
import type { Colors } from 'picocolors/types.js'
import { documentationPage } from '../documentation.ts'
import type { ClaimsBySource, Suggestion } from './suggest-roles-claims.ts'

const titles = {
  idToken: 'ID Token',
  userinfo: 'UserInfo',
  accessToken: 'Access token (a JWT; not verified here)',
}
const maxValueLength = 300

/** Renders every claim by its source. */
export function renderClaims(claims: ClaimsBySource, colors: Colors): string {
  return (['idToken', 'userinfo', 'accessToken'] as const)
    .flatMap((source) => {
      const own = claims[source]
      if (own === undefined) return []
      const width = Math.max(...Object.keys(own).map(({ length }) => length), 0)
      const lines = Object.entries(own).map(
        ([name, value]) =>
          `  ${cleanText(name, 80).padEnd(width)}  ${cleanText(JSON.stringify(value), maxValueLength)}`,
      )
      return [[colors.bold(titles[source]), ...lines].join('\n')]
    })
    .join('\n\n')
}

/** Renders suggestions as the option `rolesClaims`, ready to be pasted. */
export function renderSuggestions(suggestions: readonly Suggestion[]): string {
  if (suggestions.length === 0)
    return `No claim looks like roles or groups. Let the provider send them. How, for each provider: ${documentationPage('docs/providers/README.md')}`
  const entries = suggestions.map((suggestion) => {
    const { values } = suggestion
    return `  ${writeEntry(suggestion)}, // ${cleanText(values.slice(0, 5).join(', '), 100)}${values.length > 5 ? ', …' : ''}`
  })
  return ['These claims look like roles:', '', 'rolesClaims: [', ...entries, ']'].join('\n')
}

/** Writes an entry of `rolesClaims` as code. */
export function writeEntry({ path, from }: Pick<Suggestion, 'path' | 'from'>): string {
  return from === undefined && typeof path === 'string'
    ? quote(path)
    : `{ path: ${quote(path)}${from ? `, from: '${from}'` : ''} }`
}

const quote = (path: string | readonly string[]): string =>
  typeof path === 'string' ? `'${escape(path)}'` : `[${path.map((step) => `'${escape(step)}'`).join(', ')}]`

const escape = (text: string): string => cleanText(text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"), 200)
