// One process of an application. It reads its secrets as docs/guides/change-the-session-secret.md says, and takes the time from the test.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createOidc } from '@x/oidc-node'
import type { AppReport, ClockMessage } from './app-process.ts'

const { BASE_URL = '', ISSUER_URL = '', SESSION_SECRETS, SESSION_SECONDS } = process.env

const oidc = createOidc({
  baseUrl: BASE_URL,
  providers: [{ providerId: 'main', issuerUrl: ISSUER_URL, clientId: 'app', rolesClaims: ['groups'] }],
  security: { roleMapping: { staff: ['ROLE_USER'] } },
  session: {
    secret: SESSION_SECRETS?.split(','),
    absoluteSeconds: Number(SESSION_SECONDS),
    idleSeconds: Number(SESSION_SECONDS),
  },
  log: () => undefined,
})
const server = createServer(
  oidc.listener(async (req, res) => {
    const caller = await oidc.gate(req, res)
    if (caller !== undefined) res.end(caller.user.subject)
  }),
)

const report = (): void => {
  const { port } = server.address() as AddressInfo
  process.send?.({ port } satisfies AppReport)
}
process.on('message', ({ now }: ClockMessage) => {
  Date.now = () => now * 1000
  if (server.listening) report()
  else server.listen(0, '127.0.0.1', report)
})
// The test that started it has ended.
process.once('disconnect', () => process.exit())
