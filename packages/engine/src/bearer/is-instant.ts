export { isFutureInstant, isInstant, isPastInstant, isRecentInstant, type Clock } from '@x/oidc-core'
