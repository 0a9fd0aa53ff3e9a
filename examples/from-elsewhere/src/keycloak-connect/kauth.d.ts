// What the types of keycloak-connect leave out: the property that its middleware sets, and the claims of a token.
import type KeycloakConnect from 'keycloak-connect'

declare global {
  namespace Express {
    interface Request {
      readonly kauth?: { readonly grant?: KeycloakConnect.Grant }
    }
  }
}

declare module 'keycloak-connect' {
  interface Token {
    readonly content: { readonly sub: string; readonly preferred_username: string }
  }
}
