// The kinds of sessions that an application can have, by how their roles are decided again. Without them the table would be of one kind.
import { memoryStore } from '@x/oidc-node'

/**
 * @typedef {import('@x/oidc-node').EngineSessionOptions} SessionOptions
 *
 * @typedef {object} SessionKind
 * @property {'cookies' | 'store' | 'userinfo' | 'silent'} name
 * @property {string} title in the table
 * @property {boolean} hasRefreshTokens whether Keycloak gives the client refresh tokens
 * @property {import('@x/oidc-node').ClaimRef | import('@x/oidc-node').RoleRule} rolesClaim
 * @property {() => Partial<SessionOptions>} buildOptions of an application of its own
 */

/** @type {readonly SessionKind[]} */
export const sessionKinds = [
  {
    ...{ name: 'cookies', title: 'cookies', hasRefreshTokens: true, rolesClaim: 'roles' },
    buildOptions: () => ({ keep: { tokens: true }, singleProcess: true }),
  },
  {
    ...{ name: 'store', title: '`memoryStore`', hasRefreshTokens: true, rolesClaim: 'roles' },
    buildOptions: () => ({ store: memoryStore() }),
  },
  {
    ...{ name: 'userinfo', title: 'UserInfo', hasRefreshTokens: false },
    rolesClaim: { path: 'roles', from: 'userinfo' },
    buildOptions: () => ({ store: memoryStore() }),
  },
  {
    ...{ name: 'silent', title: '`prompt=none`', hasRefreshTokens: true, rolesClaim: 'roles' },
    buildOptions: () => ({}),
  },
]

/** @param {SessionKind} kind */
export const keepsTokens = ({ name }) => name !== 'silent'
