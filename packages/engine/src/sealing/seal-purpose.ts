/**
 * What a sealed text is for. Each purpose has a key of its own, so that a text of one never opens as another.
 * `dpop` is for the nonces of proofs. `logout` is for what outlives the session until the provider was told: the raw ID Token and the logout state.
 */
export type SealPurpose = 'session' | 'transaction' | 'denied' | 'logout' | 'dpop'

export const sealPurposes: readonly SealPurpose[] = ['session', 'transaction', 'denied', 'logout', 'dpop']
