import { initTRPC, TRPCError } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import type { Express, Request } from 'express'
import type { AppOidc } from './oidc.ts'

/** Serves a router of tRPC at `/trpc`. */
export function serveTrpc(app: Express, oidc: AppOidc) {
  const createContext = ({ req }: { readonly req: Request }) => ({ auth: oidc.auth(req) })
  type Role = Parameters<ReturnType<typeof createContext>['auth']['hasRole']>[0]

  const t = initTRPC.context<typeof createContext>().create()

  /** A procedure for people with the role. */
  const withRole = (role: Role) =>
    t.procedure.use(({ ctx: { auth }, next }) => {
      if (auth.status === 'anonymous') throw new TRPCError({ code: 'UNAUTHORIZED' })
      if (!auth.hasRole(role)) throw new TRPCError({ code: 'FORBIDDEN' })
      return next({ ctx: { auth } })
    })

  const router = t.router({
    greet: t.procedure.query(({ ctx }) => `hello ${ctx.auth.user?.name ?? 'stranger'}`),
    rename: withRole('ROLE_ADMIN').mutation(({ ctx }) => `renamed by ${ctx.auth.user.name}`),
  })
  app.use('/trpc', createExpressMiddleware({ router, createContext }))
  return router
}
