import { createOidc, memoryReplayStore, memoryStore } from '@x/oidc-next'

const endsSessions = process.env['ENDS_SESSIONS'] ?? ''
const isEnding = endsSessions !== ''

const baseUrl = process.env['BASE_URL'] ?? 'http://localhost:3000'

/** What `contractAudience` of @x/oidc-testing says. */
export const audience = `${baseUrl}/api`

// What `contractOptions` of @x/oidc-testing says.
const oidc = createOidc({
  baseUrl,
  providers: [
    {
      providerId: 'op',
      issuerUrl: process.env['ISSUER_URL'] ?? 'http://localhost:1',
      clientId: 'contract-app',
      clientSecret: 'the secret of the contract app',
      nameClaim: 'name',
      scopes: ['email', 'profile'],
      rolesClaims: [['realm_access', 'roles']],
      ...(isEnding && { backChannelLogout: true, frontChannelLogout: true, thirdPartyLogin: true }),
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
  session: {
    secret: 'a secret of the adapter contract, long enough',
    sameSite: process.env['BASE_URL']?.endsWith('/app') === true ? 'none' : 'lax',
    // What `refreshOptions` of @x/oidc-testing says.
    ...(process.env['KEEPS_TOKENS'] === 'cookies' && { singleProcess: true, keep: { tokens: true } }),
    // The proxy, the pages and the route handlers each create one.
    ...(process.env['KEEPS_TOKENS'] === 'memory' && { store: memoryStore() }),
  },
  // The list of logouts is one, too.
  ...(endsSessions === 'list' && { replayStore: memoryReplayStore() }),
  onSignIn: async ({ decision: { name } }) => {
    await Promise.resolve()
    if (name === 'Lea Leaver') return { deny: 'Your <contract> is over' }
    if (name === 'Fay Faulty') throw new Error('a secret of the function onSignIn')
    return { extra: { account: { owner: name } } }
  },
  log: (event) => {
    console.log(`event: ${event.code} ${JSON.stringify(event)}`)
  },
})

export const { proxy, handlers, getAuth, requireUser, requireRole, action, route, tokens, fetchAs } = oidc

/** The API of the refresh contract: the provider. */
export const apiOrigin = new URL(process.env['ISSUER_URL'] ?? 'http://localhost:1').origin
export const api = oidc.bearer({ audience })
