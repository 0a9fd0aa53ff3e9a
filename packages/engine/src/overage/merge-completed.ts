import { withoutPrototype } from '@x/oidc-core'
import type { Claims, ClaimRef, JsonValue, ProviderConfig, SignInSources, Trace } from '@x/oidc-core'

/** A provider and claims by which to decide once more. */
export interface CompletedSignIn {
  readonly provider: ProviderConfig
  readonly sources: SignInSources
}

/**
 * Puts completed claims in the place of incomplete ones, wherever a rule found one incomplete, and takes away what says
 * so: the provider's signs, and `truncatesAt`. Every other member of the result is left alone, and whoever the person is
 * cannot change.
 */
export function mergeCompleted(
  { provider, sources }: CompletedSignIn,
  trace: Trace,
  result: Claims,
): CompletedSignIn {
  const identity = ['sub', 'email_verified', headOf(provider.nameClaim)]
  const incomplete = trace.rules.filter(({ outcome }) => outcome === 'incomplete')
  const completed = [...new Set(incomplete.map(({ path }) => headOf(path)))].filter(
    // `null` says nothing, least of all that there are no groups.
    (name) => !identity.includes(name) && Object.hasOwn(result, name) && result[name] !== null,
  )
  const replaceIn = (claims: Claims, source: 'idToken' | 'userinfo' | 'accessToken'): Claims => {
    const names = completed.filter(
      (name) =>
        incomplete.some(({ path, from }) => headOf(path) === name && from === source) ||
        // The merged view asks the ID Token and UserInfo, and takes the value of the first.
        (source !== 'accessToken' &&
          incomplete.some(({ path, from }) => headOf(path) === name && from === 'merged')),
    )
    return names.reduce((layer, name) => replaceClaim(layer, name, result[name] as JsonValue), claims)
  }
  const { idToken, userinfo, accessToken, accessTokenProblem } = sources
  return {
    provider: withoutPrototype({
      ...provider,
      rolesClaims: provider.rolesClaims.map((rule, index) => {
        const { truncatesAt: _, ...whole } = rule
        const isCompleted =
          trace.rules[index]?.outcome === 'incomplete' && completed.includes(headOf(rule.path))
        return isCompleted ? withoutPrototype(whole) : rule
      }),
    }),
    sources: {
      idToken: replaceIn(idToken, 'idToken'),
      userinfo: userinfo && replaceIn(userinfo, 'userinfo'),
      accessToken: accessToken && replaceIn(accessToken, 'accessToken'),
      accessTokenProblem,
    },
  }
}

function headOf(path: ClaimRef): string {
  return String(typeof path === 'string' ? path : path[0])
}

/** Removes the signs that core's `findOverage` knows, for this claim alone. */
function replaceClaim(claims: Claims, name: string, value: JsonValue): Claims {
  const entries = Object.entries(claims).flatMap(([member, old]): [string, JsonValue | undefined][] => {
    if (member === name) return []
    if (name === 'groups' && (member === 'hasgroups' || /^groups:src\d+$/.test(member))) return []
    if (member !== '_claim_names' || typeof old !== 'object' || old === null) return [[member, old]]
    return [[member, Object.fromEntries(Object.entries(old).filter(([key]) => key !== name))]]
  })
  return Object.fromEntries([...entries, [name, value]]) as Claims
}
