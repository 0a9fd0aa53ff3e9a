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

/** Whom a gate lets through: also somebody unknown where a token is optional and no role is asked for. */
export type AdmittedBy<Role extends string, Options> = Options extends { readonly role: unknown }
  ? Authenticated<Role>
  : Options extends { readonly optional: false }
    ? Authenticated<Role>
    : Options extends { readonly optional: boolean } | { readonly bearer: { readonly optional: boolean } }
      ? Auth<Role>
      : Authenticated<Role>
