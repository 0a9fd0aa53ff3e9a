import type { ConfigIssue, ProviderConfig } from '@x/oidc-core'
import type { ReplayStore } from '../cache/replay-store.ts'
import { isPromise } from '../maybe-promise.ts'
import { optionIssue } from '../options/read-options.ts'

const functions = [
  'claim',
  'release',
  'revoke',
  'findRevocation',
] as const satisfies readonly (keyof ReplayStore)[]

/** Checks `replayStore`, and that a provider which may end sessions has what it needs for that. */
export function checkReplayStore(
  providers: readonly ProviderConfig[],
  store: unknown,
  replayStore: unknown,
): readonly ConfigIssue[] {
  if (replayStore !== undefined) return checkFunctions(replayStore)
  if (store !== undefined) return []
  return providers.flatMap((provider, index) => {
    if (!provider.signIn) return []
    const on = (['backChannelLogout', 'frontChannelLogout'] as const).filter((name) => provider[name])
    return on.map((name) => {
      const message =
        'is true, and sessions are in cookies alone, which a request of the provider cannot delete. Set session.store, or ' +
        'replayStore: memoryReplayStore() for one process and a shared one for several.'
      return optionIssue(['providers', index, name], 'store_missing', message)
    })
  })
}

function checkFunctions(replayStore: unknown): readonly ConfigIssue[] {
  const missing = functions.filter((name) => !hasFunction(replayStore, name))
  if (missing.length === 0) return []
  const cause = isPromise(replayStore)
    ? 'It is a promise: await it.'
    : `It has no function ${missing.join(', ')}.`
  const message = `must be a ReplayStore, such as memoryReplayStore(). ${cause}`
  return [optionIssue(['replayStore'], 'invalid_type', message)]
}

function hasFunction(store: unknown, name: string): boolean {
  if (typeof store !== 'object' || store === null) return false
  return typeof (store as Readonly<Record<string, unknown>>)[name] === 'function'
}
