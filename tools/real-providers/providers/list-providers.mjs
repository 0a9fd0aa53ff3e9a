// The providers that there are, in the order in which they are run.
import { hydra } from './hydra.mjs'
import { keycloak } from './keycloak.mjs'
import { spring } from './spring.mjs'

/** @type {readonly import('./provider.mjs').Provider[]} */
export const providers = [spring, hydra, keycloak]
