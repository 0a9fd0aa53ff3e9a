import 'reflect-metadata'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  Controller,
  createParamDecorator,
  Get,
  Module,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { OidcRequest } from '@x/oidc-node'
import type { AppOidc } from './oidc.ts'

type Role = 'ROLE_USER' | 'ROLE_ADMIN'

/** Admits people with one of the roles. Without it, a handler is open to every caller. */
const Roles = (...roles: [Role, ...Role[]]) => SetMetadata('roles', roles)

/** The request and the response of Node: Fastify has them as `raw`, Express adds to them. */
function readHttp(context: ExecutionContext) {
  const http = context.switchToHttp()
  const request = http.getRequest<IncomingMessage & { raw?: IncomingMessage }>()
  const response = http.getResponse<ServerResponse & { raw?: ServerResponse; hijack?: () => void }>()
  return { req: request.raw ?? request, res: response.raw ?? response, reply: response }
}

/** The caller of a request, as a parameter of a handler. */
const CurrentAuth = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => (readHttp(context).req as OidcRequest<Role>).auth,
)

/** Asks the gate of `oidc` for the roles that `@Roles` names. */
class RolesGuard implements CanActivate {
  readonly #oidc: AppOidc
  readonly #reflector = new Reflector()

  constructor(oidc: AppOidc) {
    this.#oidc = oidc
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const named = [context.getHandler(), context.getClass()]
    const role = this.#reflector.getAllAndOverride<readonly Role[] | undefined>('roles', named)
    if (role === undefined) return true
    const { req, res, reply } = readHttp(context)
    if ((await this.#oidc.gate(req, res, { role })) !== undefined) return true
    // The response is written.
    reply.hijack?.()
    return false
  }
}

@Controller()
class OrdersController {
  @Get('hello')
  hello(@CurrentAuth() auth: OidcRequest<Role>['auth']): string {
    return `hello ${auth.user?.name ?? 'stranger'}`
  }

  @Get('admin')
  @Roles('ROLE_ADMIN')
  admin(@CurrentAuth() auth: OidcRequest<Role>['auth']): string {
    return `for ${auth.user?.name ?? 'stranger'}`
  }
}

@Module({ controllers: [OrdersController] })
export class AppModule {}

/** Sets an application up, on Express or on Fastify, before it listens. */
export function useOidc(app: INestApplication, oidc: AppOidc): void {
  // Before `app.init()`, so that it stands before parsers of bodies. No global prefix applies to it.
  app.use(oidc.middleware())
  app.useGlobalGuards(new RolesGuard(oidc))
}
