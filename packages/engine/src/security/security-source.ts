import type { SecurityOptions } from '@x/oidc-core'

/** Gives the `security` of the moment, for example out of a database. */
export type SecuritySource = () => SecurityOptions | Promise<SecurityOptions>
