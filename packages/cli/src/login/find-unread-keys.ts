import { cleanText, type SignInProviderConfig } from '@x/oidc-core'
import { writeEntry } from './render-claims.ts'
import { type ClaimsBySource, findTextLists, type Suggestion } from './suggest-roles-claims.ts'

type Source = keyof ClaimsBySource

const sourceTitles: Readonly<Record<Source, string>> = {
  idToken: 'The ID Token',
  userinfo: 'UserInfo',
  accessToken: 'The access token',
}

/** What the search needs of a provider. */
type Provider = Pick<SignInProviderConfig, 'rolesClaims' | 'security'>

/**
 * Says where the claims have a role key of `roleMapping` that no rule found, because each of them reads another place.
 * @param found the role keys that came
 * @param role looks only for the keys that give this role
 */
export function findUnreadKeys(
  { rolesClaims, security }: Provider,
  claims: ClaimsBySource,
  found: readonly string[],
  role?: string,
): readonly string[] {
  const fold = (key: string): string => (security.caseInsensitiveKeys ? key.toLowerCase() : key)
  const came = new Set(found.map(fold))
  const wanted = role === undefined ? undefined : listImplying(security.impliedRoles, role)
  const keys = Object.entries(security.roleMapping)
    .filter(([key, roles]) => !came.has(fold(key)) && (!wanted || roles.some((one) => wanted.has(one))))
    .map(([key]) => key)
  const places = (['idToken', 'userinfo', 'accessToken'] as const).flatMap((source) =>
    findTextLists(claims[source] ?? {})
      .map((place) => ({ place, source, from: chooseFrom(source, place, claims) }))
      .filter(({ place, from }) => !rolesClaims.some((rule) => isRead(rule, source, place, from))),
  )
  return keys.flatMap((key) => {
    const at = places.find(({ place }) => place.values.some((value) => fold(value) === fold(key)))
    return at === undefined ? [] : [describe(key, at)]
  })
}

interface Place {
  readonly place: Suggestion
  readonly source: Source
  readonly from: Suggestion['from']
}

function describe(key: string, { place, source, from }: Place): string {
  const path = cleanText(JSON.stringify(place.path), 200)
  const entry = writeEntry({ ...place, ...(from && { from }) })
  return `${sourceTitles[source]} has ${JSON.stringify(cleanText(key, 80))} at ${path}; no entry of rolesClaims reads it. Add the entry ${entry}`
}

/** A rule without `from` reads the ID Token, and UserInfo where the ID Token lacks the claim. */
function chooseFrom(source: Source, { path }: Suggestion, { idToken }: ClaimsBySource): Suggestion['from'] {
  if (source === 'accessToken') return source
  const [first = ''] = [path].flat()
  return source === 'userinfo' && Object.hasOwn(idToken, first) ? source : undefined
}

function isRead(
  rule: Provider['rolesClaims'][number],
  source: Source,
  place: Suggestion,
  needed: Suggestion['from'],
): boolean {
  const steps = [rule.path].flat()
  const path = [place.path].flat()
  const isSource = rule.from === undefined ? needed === undefined : rule.from === source
  return isSource && path.every((step, index) => steps[index] === step || steps[index] === null)
}

/** A role, and the roles that imply it. */
function listImplying(implied: Provider['security']['impliedRoles'], role: string): ReadonlySet<string> {
  const found = new Set([role])
  // A set gives the items that are added while it is read, too.
  for (const each of found)
    for (const [by, roles] of Object.entries(implied)) if (roles.includes(each)) found.add(by)
  return found
}
