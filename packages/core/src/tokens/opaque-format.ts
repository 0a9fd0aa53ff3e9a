import type { TokenFormat } from './token-format.ts'

/** Access tokens mean nothing to anyone but the provider: the person's details come from its UserInfo endpoint. */
export const opaqueFormat: TokenFormat = {
  planSignIn: () => ({ fetchUserinfo: true, verifyAccessToken: false, fetchNewerKeys: false }),
}
