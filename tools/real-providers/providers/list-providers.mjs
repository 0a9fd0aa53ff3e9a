// The providers that there are, in the order in which they are run.
import { dex } from './dex.mjs'
import { hydra } from './hydra.mjs'
import { keycloak } from './keycloak.mjs'
import { spring } from './spring.mjs'
import { zitadelOidc } from './zitadel-oidc.mjs'

/** @type {readonly import('./provider.mjs').Provider[]} */
export const providers = [dex, zitadelOidc, spring, hydra, keycloak]
