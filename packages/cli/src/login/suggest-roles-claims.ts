import type { Claims } from '@x/oidc-core'

/** The claims of a sign-in, by source. */
export interface ClaimsBySource {
  readonly idToken: Claims
  readonly userinfo?: Claims | undefined
  readonly accessToken?: Claims | undefined
}

/** A claim that looks like one with roles, in the words of `rolesClaims`. */
export interface Suggestion {
  readonly path: string | readonly string[]
  /** Undefined where the ID Token or UserInfo has it, which the merged view reads. */
  readonly from?: 'accessToken' | 'userinfo'
  readonly values: readonly string[]
}

/** Names of claims that providers use for roles and groups; a namespace may stand before them. */
const roleNames =
  /(?:^|[/:_.-])(?:roles?|groups?|permissions|authorities|entitlements|member_?of|memberships?)$/iu

/** Lists of texts that say something else. */
const otherLists = ['aud', 'amr', 'scope', 'scp', 'allowed-origins']

const maxDepth = 4

/** Finds the claims that look like roles: lists of texts under usual names first, then any other list of texts. */
export function suggestRolesClaims({
  idToken,
  userinfo,
  accessToken,
}: ClaimsBySource): readonly Suggestion[] {
  const merged = findTextLists({ ...userinfo, ...idToken })
  const known = new Set(merged.map(({ path }) => JSON.stringify(path)))
  const inAccessToken = findTextLists(accessToken ?? {})
    .filter(({ path }) => !known.has(JSON.stringify(path)))
    .map((found): Suggestion => ({ ...found, from: 'accessToken' }))
  const all = [...merged, ...inAccessToken]
  const usual = all.filter(({ path }) =>
    roleNames.test(typeof path === 'string' ? path : (path.at(-1) ?? '')),
  )
  return usual.length > 0 ? usual : all
}

/** Finds the lists of texts in claims, but for those that say something else than roles. */
export function findTextLists(claims: Claims): readonly Suggestion[] {
  const found: Suggestion[] = []
  const visit = (value: unknown, path: readonly string[]): void => {
    if (path.length > maxDepth || otherLists.includes(path.at(-1) ?? '')) return
    if (Array.isArray(value)) {
      const values = (value as unknown[]).filter((item) => typeof item === 'string')
      const [first] = path
      if (values.length > 0 && first !== undefined)
        found.push({ path: path.length === 1 ? first : path, values })
      return
    }
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) visit(member, [...path, name])
  }
  visit(claims, [])
  return found
}
