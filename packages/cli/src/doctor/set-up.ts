import { isLoopback, type OidcConfig, type SignInProviderConfig } from '@x/oidc-core'
import type { Network } from './ask.ts'

/** What is examined: one provider of a configuration, and the way to it. */
export interface SetUp {
  readonly config: OidcConfig
  readonly provider: SignInProviderConfig
  readonly network: Network
}

/** The provider's metadata as they came, with the members of the configuration on top. */
export type Metadata = Readonly<Record<string, unknown>>

/** The text of a member; undefined if it is absent or no text. */
export function readText(metadata: Metadata, member: string): string | undefined {
  const value = metadata[member]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts of a list; undefined if it is absent or no list. */
export function readTexts(metadata: Metadata, member: string): readonly string[] | undefined {
  const value = metadata[member]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

/** Builds the address of one of the application's own paths. */
export function buildAddress(
  { config, provider }: Omit<SetUp, 'network'>,
  path: keyof OidcConfig['paths'],
): string {
  return config.baseUrl + (config.paths[path] ?? '').replace('{providerId}', provider.providerId)
}

/** Whether an address is on this machine, where no provider elsewhere reaches it. */
export function isOnThisMachine(address: string): boolean {
  return isLoopback(new URL(address).hostname)
}
