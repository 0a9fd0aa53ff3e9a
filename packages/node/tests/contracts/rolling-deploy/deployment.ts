import { startMisbehavingProvider } from '@x/oidc-testing'
import { onTestFinished } from 'vitest'
import { startAppProcess, type AppProcess } from './app-process.ts'
import { startLoadBalancer, type LoadBalancer } from './load-balancer.ts'
import { createPeople, type People } from './people.ts'

/** Seconds after which a session ends, used or not. */
export const sessionSeconds = 7200

/** The secrets by the names that the guide gives them. */
const secrets = {
  old: 'an old secret of more than thirty-two bytes',
  new: 'a new secret of more than thirty-two bytes',
} as const

/** A provider, a load balancer and processes of one application behind it. */
export interface Deployment extends People {
  readonly balancer: LoadBalancer
  /** @param names the value of `SESSION_SECRETS` with names for secrets, such as `old,new` */
  readonly start: (names: string) => Promise<AppProcess>
  /** Moves the clock of the provider and of every process. */
  readonly wait: (seconds: number) => Promise<void>
}

/** Prepares a deployment without processes. All ends with the test that runs. */
export async function prepareDeployment(): Promise<Deployment> {
  let now = 1_793_000_000
  const running = new Set<AppProcess>()
  const provider = await startMisbehavingProvider({ now: () => now })
  const balancer = await startLoadBalancer()
  onTestFinished(async () => {
    await Promise.all([...running].map(({ stop }) => stop()))
    await balancer.close()
    await provider.close()
  })

  return {
    ...createPeople(balancer.origin, provider),
    balancer,
    async start(names) {
      const SESSION_SECRETS = names.replaceAll(/\w+/gu, (name) => secrets[name as keyof typeof secrets])
      const env = { BASE_URL: balancer.origin, ISSUER_URL: provider.issuerUrl, SESSION_SECRETS }
      const app = await startAppProcess({ ...env, SESSION_SECONDS: String(sessionSeconds) }, { now })
      running.add(app)
      return {
        ...app,
        stop: async () => {
          running.delete(app)
          await app.stop()
        },
      }
    },
    async wait(seconds) {
      now += seconds
      await Promise.all([...running].map(({ setClock }) => setClock({ now })))
    },
  }
}
