import { addressCases } from './address-cases.ts'
import { bearerCases } from './bearer-cases.ts'
import { bearerOutageCases } from './bearer-outage-cases.ts'
import { bodyCases } from './body-cases.ts'
import { cacheCases } from './cache-cases.ts'
import { callerCases } from './caller-cases.ts'
import type { ContractCase } from './contract-app.ts'
import { cookieCases } from './cookie-cases.ts'
import { embeddedCases } from './embedded-cases.ts'
import { faultCases } from './fault-cases.ts'
import { formCases } from './form-cases.ts'
import { gateCases } from './gate-cases.ts'
import { hookCases } from './hook-cases.ts'
import { logoutCases } from './logout-cases.ts'
import { methodCases } from './method-cases.ts'
import { mountCases } from './mount-cases.ts'
import { overwriteCases } from './overwrite-cases.ts'
import { responseCases } from './response-cases.ts'
import { signInCases } from './sign-in-cases.ts'
import { streamCases } from './stream-cases.ts'
import { variantCases } from './variant-cases.ts'

/**
 * The cases that every adapter must pass, over a real socket and with a real provider. Each case needs its own app that was just
 * started.
 *
 * @example
 * for (const { name, run } of adapterContract) {
 *   it(name, async () => {
 *     const app = await startApp()
 *     await run(app).finally(app.close)
 *   })
 * }
 */
export const adapterContract: readonly ContractCase[] = [
  ...signInCases,
  ...hookCases,
  ...gateCases,
  ...callerCases,
  ...bearerCases,
  ...bearerOutageCases,
  ...addressCases,
  ...variantCases,
  ...mountCases,
  ...embeddedCases,
  ...cookieCases,
  ...cacheCases,
  ...overwriteCases,
  ...responseCases,
  ...methodCases,
  ...bodyCases,
  ...formCases,
  ...streamCases,
  ...logoutCases,
  ...faultCases,
]
