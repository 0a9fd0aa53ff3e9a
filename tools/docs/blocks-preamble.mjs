// What a fragment in the documentation may take as given, as if its reader had written it before. It is compiled in front
// of the programs and is not there when one is run.

export const blocksPreamble = `
import type { OidcConfig, RolesOf } from '@x/oidc-core'
import type { Engine } from '@x/oidc-engine'
import type { Oidc } from '@x/oidc-node'
import type { ContractApp, TestedReplayStore, TestedSessionStore } from '@x/oidc-testing'
import type { Express, Request, Response } from 'express'
import type { expect as expectation, it as testCase } from 'vitest'

const sample = {
  baseUrl: 'http://localhost:3000',
  providers: [
    {
      providerId: 'main',
      issuerUrl: 'https://id.example.com',
      clientId: 'app',
      clientSecret: process.env.CLIENT_SECRET,
      rolesClaims: ['groups'],
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
  session: { secret: process.env.SESSION_SECRET },
} as const

type Roles = RolesOf<typeof sample>

declare global {
  const options: typeof sample
  const config: OidcConfig<Roles>
  const engine: Engine<Roles>
  const oidc: Oidc<Roles>
  const app: Express
  const handler: (req: Request, res: Response) => void
  const request: globalThis.Request

  const it: typeof testCase
  const test: typeof testCase
  const expect: typeof expectation
  const startApp: (basePath?: string) => Promise<ContractApp>
  const createStore: (now: () => number, limits: { readonly entries: number }) => TestedReplayStore
  const openStore: (now: () => number) => TestedSessionStore

  namespace NodeJS {
    interface ProcessEnv {
      APP_URL?: string
      BASE_URL?: string
      PORT?: string
      ISSUER_URL?: string
      CLIENT_ID?: string
      CLIENT_SECRET?: string
      SESSION_SECRET?: string
      API_SECRET?: string
      DATABASE_URL?: string
      REDIS_URL?: string
      OLD_SESSION_SECRET?: string
      REPORT_USERNAME?: string
      REPORT_PASSWORD?: string
    }
  }
}
`
