export { isOidcError, OidcError, explainAccess } from '@x/oidc-core'
