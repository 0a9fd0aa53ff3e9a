import type { Authenticated } from '@x/oidc-engine'

declare global {
  namespace App {
    interface Locals {
      /** Who is signed in, on every route but those for everybody. */
      auth?: Authenticated
    }
  }
}
