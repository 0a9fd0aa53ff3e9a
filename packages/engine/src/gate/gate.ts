import type { Auth, Authenticated } from '../session/auth.ts'

/** Either the answer of a caller who is not let through, or who the caller is. */
export type Gate<Role extends string = string, Who extends Auth<Role> = Authenticated<Role>> =
  | { readonly response: Response; readonly auth?: never; readonly finish?: never }
  | {
      readonly response?: never
      readonly auth: Who
      /** Adds to the application's answer what the session needs: cookies, `Cache-Control`, `Vary`. */
      readonly finish: (response: Response) => Response
    }

/** Whom a gate or a guard lets through: also somebody unknown where it is optional and no role is asked for. */
export type AdmittedBy<Role extends string, Options> = Options extends { readonly role: unknown }
  ? Authenticated<Role>
  : 'optional' extends keyof Options
    ? AdmittedIf<Role, Options>
    : Options extends { readonly bearer: infer Bearer }
      ? AdmittedIf<Role, Bearer>
      : Authenticated<Role>

/** Options whose type leaves it open may be optional. */
type AdmittedIf<Role extends string, Options> = Options extends { readonly optional: false }
  ? Authenticated<Role>
  : 'optional' extends keyof Options
    ? Auth<Role>
    : Authenticated<Role>
