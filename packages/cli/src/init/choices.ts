import type { Framework } from './framework.ts'
import type { KnownProvider, RolesPlace } from './known-provider.ts'

/** `everyone` who can sign in at the provider, or only `members`: people with a role of the mapping. */
export type Admit = 'everyone' | 'members'

/** What a person chose: all that the files are made of. */
export interface Choices {
  readonly framework: Framework
  readonly provider: KnownProvider
  readonly issuerUrl: string
  readonly clientId: string
  /** Empty: it is written into the environment file later. */
  readonly clientSecret: string
  /** Whether the client has no secret at all. */
  readonly isPublic: boolean
  /** Undefined: there are no roles. */
  readonly roles: RolesPlace | undefined
  /** Who may sign in. */
  readonly admit: Admit
  /** The origin of the application. */
  readonly baseUrl: string
}

/** The id of the provider in the configuration and in the addresses. */
export const providerIdOf = ({ provider }: Pick<Choices, 'provider'>): string =>
  provider.id === 'other' ? 'main' : provider.id

/** The two addresses of the application that are registered at the provider. */
export function listAddresses(choices: Pick<Choices, 'baseUrl' | 'provider'>): {
  readonly redirect: string
  readonly postLogout: string
} {
  return {
    redirect: `${choices.baseUrl}/login/oauth2/code/${providerIdOf(choices)}`,
    postLogout: `${choices.baseUrl}/logout/done`,
  }
}
