import type { Middleware as Step } from '@x/oidc-node'
import Koa from 'koa'
import type { AppOidc } from './oidc.ts'

/** Turns a middleware of the adapter into one of Koa. */
function forKoa(step: Step): Koa.Middleware {
  return async (ctx, next) => {
    const goesOn = await new Promise<boolean>((resolve, reject) => {
      ctx.res.once('close', () => resolve(false))
      step(ctx.req, ctx.res, (error) => {
        if (error === undefined) resolve(true)
        else reject(error instanceof Error ? error : new Error('A step of oidc failed.'))
      })
    })
    if (goesOn) await next()
    // The response is written.
    else ctx.respond = false
  }
}

export function createKoaApp(oidc: AppOidc): Koa {
  const app = new Koa()
  app.use(forKoa(oidc.middleware()))

  const requireAdmin = forKoa(oidc.requireRole('ROLE_ADMIN'))
  app.use(async (ctx, next) => {
    if (ctx.path.startsWith('/admin')) await requireAdmin(ctx, next)
    else await next()
  })

  app.use((ctx) => {
    ctx.body = `hello ${oidc.auth(ctx.req).user?.name ?? 'stranger'}`
  })
  return app
}
