/** What `npm start -- --provider=…` makes the embedded provider like. */
export const providerNames = ['keycloak'] as const

export type ProviderName = (typeof providerNames)[number]
