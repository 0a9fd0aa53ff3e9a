import { Socket } from 'node:net'
import type { ContractOptions } from '@x/oidc-testing'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { defineGate } from '@x/oidc-engine'
import { createFrameworkAuth, type GateOrBearer, type ResponseHeaders } from '@x/oidc-engine/adapter'
import type { Hook, Oidc, ReplyOnNode, RequestOnNode } from '@x/oidc-fastify'
import { holdResponseHeaders, NodeRequest, writeResponse } from '@x/oidc-node/http'
import { type ContractOidc, createContractOidc } from './contract-app.ts'

type UsersOf<Adapter> = Adapter extends Oidc<infer Types> ? Types : never

/** How a careless adapter sets the headers of a private response. */
interface Carelessness {
  readonly createHeaders: (request: RequestOnNode, reply: ReplyOnNode) => ResponseHeaders
  readonly addHooks?: (app: FastifyInstance) => void
}

/** An adapter that differs from the good one in how it sets headers. */
function createCarelessOidc(
  options: ContractOptions,
  { createHeaders, addHooks }: Carelessness,
): ContractOidc {
  const good = createContractOidc(options)
  const { authorize, ...reading } = createFrameworkAuth<
    RequestOnNode,
    ResponseHeaders,
    UsersOf<ContractOidc>
  >(good.engine, { readRequest: ({ raw }) => new NodeRequest(raw), attach: () => undefined })
  const createHook =
    (gate?: GateOrBearer<UsersOf<ContractOidc>>): Hook =>
    (request, reply, done) => {
      void Promise.resolve(authorize(request, createHeaders(request, reply), gate)).then((response) => {
        if (response === undefined) return done()
        reply.hijack()
        return writeResponse(reply.raw, response)
      })
    }
  return {
    ...good,
    ...reading,
    requireUser: () => createHook(defineGate({})),
    plugin: Object.assign(
      (app: FastifyInstance, _: unknown, done: () => void) => {
        app.addHook('onRequest', createHook())
        addHooks?.(app)
        done()
      },
      { [Symbol.for('skip-override')]: true },
    ),
  }
}

/** An adapter that sets its headers in an `onSend` hook. */
export function createOidcOnSend(options: ContractOptions): ContractOidc {
  const found = new WeakMap<object, string[]>()
  return createCarelessOidc(options, {
    createHeaders: (_, reply) => ({
      add(setCookies) {
        found.set(reply, [...(found.get(reply) ?? []), ...setCookies])
      },
    }),
    addHooks: (app) =>
      app.addHook('onSend', async (_, reply: FastifyReply) => {
        const setCookies = found.get(reply)
        if (setCookies === undefined) return
        reply.headers({ 'cache-control': 'private, no-store', vary: 'Cookie', 'set-cookie': setCookies })
      }),
  })
}

/** An adapter that holds the heads of responses that have a socket. */
export function createOidcOnSockets(options: ContractOptions): ContractOidc {
  return createCarelessOidc(options, {
    createHeaders: ({ raw }, reply) =>
      raw.socket instanceof Socket ? holdResponseHeaders(reply.raw) : { add: () => undefined },
  })
}
