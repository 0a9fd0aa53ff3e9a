import type { DenialReason, OidcErrorCode } from '@x/oidc-core'

/** The errors for a service that does not answer. All of them have the page `unavailable`. */
export type OutageCode =
  | 'provider_unavailable'
  | 'provider_lookup_failed'
  | 'security_unavailable'
  | 'token_unverifiable'
  | 'claims_completion_failed'
  | 'session_store_unavailable'
  | 'roles_outdated'
  | 'sign_in_hook_failed'

/** The errors with a page of their own. */
export type PageErrorCode = Exclude<OidcErrorCode, OutageCode> | 'unexpected'

export interface ErrorTexts {
  /** The heading of the page, without a full stop. */
  readonly title: string
  readonly text: string
}

/**
 * Every text of the library's pages in one language. `title` is the title of the window, and the heading of pages without `heading`.
 * A text is plain text: the page escapes it. A code follows `quote`.
 */
export interface PageTexts {
  readonly common: {
    /** The name of the person follows on a line of its own. */
    readonly signedInAs: string
    readonly signOut: string
    readonly useAnotherAccount: string
    readonly tryAgain: string
  }
  readonly chooseProvider: { readonly title: string; readonly text: string }
  readonly denied: {
    readonly title: string
    readonly heading: string
    readonly reasons: Readonly<Record<DenialReason, string>>
    readonly quote: string
  }
  readonly forbidden: {
    readonly title: string
    readonly heading: string
    readonly text: string
    readonly quote: string
    readonly back: string
  }
  readonly signInRequired: {
    readonly title: string
    readonly text: string
    readonly signIn: string
    /** For a form that was posted after the session had ended. */
    readonly form: {
      readonly text: string
      /** It is emphasised, and follows `text`. */
      readonly notSaved: string
      readonly advice: string
      /** The text of a link. It must say that the link opens a new tab. */
      readonly signIn: string
    }
  }
  readonly switchAccount: {
    readonly title: string
    readonly text: string
    readonly signOut: string
    readonly cancel: string
  }
  readonly confirmLogout: {
    readonly title: string
    readonly heading: string
    readonly text: string
    readonly stay: string
  }
  readonly loggedOut: {
    readonly title: string
    readonly heading: string
    /** The session at the provider may still be active. */
    readonly hereAlone: string
    readonly atProviderToo: string
    readonly back: string
  }
  readonly error: { readonly quote: string }
  readonly unavailable: { readonly title: string; readonly text: string; readonly quote: string }
  readonly errors: Readonly<Record<PageErrorCode, ErrorTexts>>
}
