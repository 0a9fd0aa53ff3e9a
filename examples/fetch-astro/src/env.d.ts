declare namespace App {
  interface Locals {
    /** Who is signed in, on every route but those for everybody. */
    auth?: import('@x/oidc-engine').Authenticated
  }
}
