import { assertSignsOutInBrowser } from '@x/oidc-testing'
import { secureHeaders } from 'hono/secure-headers'
import { it } from 'vitest'
import { startContractApp } from './start-contract-app.ts'

it('in a real Chromium, secureHeaders in front neither stops a sign-out nor unstyles a page', async () => {
  const front = secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], formAction: ["'self'"] } })
  const app = await startContractApp('', front)
  await assertSignsOutInBrowser(app).finally(app.close)
})
