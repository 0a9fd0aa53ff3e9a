import { AssertionError } from 'node:assert/strict'
import type { AllRoles } from '@x/oidc-fastify'
import {
  adapterContract,
  carelessAnswer,
  contractDefects,
  runContractCase,
  serveContractApp,
  type ContractApp,
  type ContractOptions,
  type Defect,
} from '@x/oidc-testing'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { createOidcOnSend, createOidcOnSockets } from '../careless-oidc.ts'
import { createContractOidc, startContractApp, type ContractOidc } from '../contract-app.ts'

type Role = 'ROLE_USER' | 'ROLE_ADMIN'

function plant({ asksForSession, beforeBearer, gates }: Defect, options: ContractOptions): ContractOidc {
  const oidc = createContractOidc(options)
  const requireUser = oidc.requireUser()
  return {
    ...oidc,
    requireRole: (role: Role | AllRoles<Role>, second?: Role, ...others: readonly Role[]) => {
      const gate =
        typeof role === 'object' || second === undefined
          ? oidc.requireRole(role)
          : oidc.requireRole(role, second, ...others)
      return (request, reply, done) => {
        if (gates === undefined || gates(request.raw)) gate(request, reply, done)
        else done()
      }
    },
    bearer: (bearerOptions) => {
      const bearer = oidc.bearer(bearerOptions)
      return (request, reply, done) => {
        beforeBearer?.(request.raw, reply.raw)
        if (asksForSession?.(request.raw) === true) requireUser(request, reply, done)
        else bearer(request, reply, done)
      }
    },
  }
}

it.each(contractDefects)('the contract finds an adapter that $name: $foundBy', async (defect) => {
  const start = (basePath: string): Promise<ContractApp> =>
    startContractApp(basePath, { ...defect, createOidc: (options) => plant(defect, options) })
  await expect(runContractCase(defect.foundBy, start)).rejects.toThrow(AssertionError)
})

/** An app without sign-in on Fastify, which answers every caller. */
function startCarelessApp(): Promise<ContractApp> {
  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_, __, done) => done(null))
  app.all('*', ({ raw }, reply) => {
    const { status, headers, text } = carelessAnswer(raw.url)
    return reply.code(status).headers(headers).send(text)
  })
  const ready = Promise.resolve(app.ready())
  return serveContractApp(() => (req, res) => void ready.then(() => app.routing(req, res)))
}

it.each(adapterContract)('an app without sign-in breaks the contract: $name', async ({ run }) => {
  const app = await startCarelessApp()
  await expect(run(app).finally(app.close)).rejects.toThrow()
})

describe('S-11: the contract finds an adapter', () => {
  const everyWay = 'S-11: keeps a personal response private in every way to respond'

  it.each([
    ...['/respond/response', '/respond/returned-response', '/respond/raw-head'],
    ...['/respond/hijack', '/respond/hijack-end', '/respond/hijack-flush'],
  ])('that sets its headers in an onSend hook, by %s', async (way) => {
    const start = async (basePath: string): Promise<ContractApp> => {
      const app = await startContractApp(basePath, { createOidc: createOidcOnSend })
      return {
        origin: app.origin,
        provider: app.provider,
        events: app.events,
        close: app.close,
        waysToRespond: [way],
      }
    }
    await expect(runContractCase(everyWay, start)).rejects.toThrow(`on ${way}`)
  })

  it('that sets its headers in an onSend hook, by a later onSend hook', async () => {
    const start = async (basePath: string): Promise<ContractApp> => ({
      ...(await startContractApp(basePath, { createOidc: createOidcOnSend })),
      waysToRespond: [],
    })
    const overwritten = 'S-11: keeps personal responses private when middleware'
    await expect(runContractCase(overwritten, start)).rejects.toThrow('private on GET /')
  })

  it('that holds the heads of sockets alone, by inject', async () => {
    const start = (basePath: string): Promise<ContractApp> =>
      startContractApp(basePath, { createOidc: createOidcOnSockets })
    await expect(runContractCase(everyWay, start)).rejects.toThrow('on /, without a socket')
  })

  it('and finds nothing in these adapters if they are correct', async () => {
    const start = async (
      createOidc: typeof createOidcOnSend,
      ways: readonly string[],
    ): Promise<ContractApp> => {
      const { origin, provider, events, close } = await startContractApp('', { createOidc })
      return { origin, provider, events, close, waysToRespond: ways }
    }
    const right = ['/respond/send', '/respond/stream', '/respond/web-stream']
    await runContractCase(everyWay, () => start(createOidcOnSend, right))
    await runContractCase(everyWay, () => start(createOidcOnSockets, [...right, '/respond/hijack']))
  })
})
