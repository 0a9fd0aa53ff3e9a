import type { DenialReason } from '@x/oidc-core'
import type { OutageCode, PageErrorCode } from './page-texts.ts'

/** A provider to choose. */
export interface ProviderChoice {
  /** `label` of the provider. */
  readonly label: string
  /** The address that starts the sign-in with this provider. */
  readonly href: string
}

/**
 * The content of each page, by the kind of the page. Texts are not escaped: names come from the provider, and may contain `<`.
 * Addresses that end in `Href` are for links; those that end in `Action` are for a form with `method="post"`.
 */
export interface PageData {
  /** `/login`, where there are several providers: the person chooses one. */
  readonly chooseProvider: { readonly providers: readonly ProviderChoice[] }
  /** `/login/denied`, 403: the person signed in at the provider and is not admitted. */
  readonly denied: {
    readonly name?: string | undefined
    readonly reason: DenialReason
    /** The text that `onSignIn` gave, for `denied_by_application`: one line of at most 200 characters. */
    readonly reasonText?: string | undefined
    /** The event of the denial in the log has the same reference. */
    readonly reference: string
    readonly signOutAction: string
    readonly switchAccountHref: string
  }
  /** 403: the person is signed in and lacks the role that a gate needs. */
  readonly forbidden: {
    readonly name: string
    /** The event of the refusal in the log has the same reference. */
    readonly reference: string
    readonly backHref: string
    readonly signOutAction: string
    readonly switchAccountHref: string
  }
  /** 401 for a request that could not be redirected to the sign-in. */
  readonly signInRequired: {
    readonly signInHref: string
    /** Whether one of the application's own pages sent the request, such as a form: only a reload of this page can send it again. */
    readonly sent: boolean
    /** Whether the page is in a frame of another site, and the link opens a window that reports back to it. @default false */
    readonly opensWindow?: boolean | undefined
  }
  /** `/oauth2/authorization/{providerId}?switch=1`, where another account can be chosen only after a sign-out. */
  readonly switchAccount: {
    readonly name?: string | undefined
    /** Signs out; a sign-in follows. */
    readonly signOutAction: string
    readonly backHref: string
  }
  /** `/logout`: the question before a sign-out. */
  readonly confirmLogout: {
    readonly name?: string | undefined
    readonly signOutAction: string
    readonly backHref: string
  }
  /** `/logout/done`. */
  readonly loggedOut: {
    /** Whether the provider's own session has ended, too. */
    readonly providerAlso: boolean
    readonly homeHref: string
  }
  /** An error. */
  readonly error: {
    readonly code: PageErrorCode
    /** The event of the error in the log has the same reference. Absent if the random source failed. */
    readonly reference?: string | undefined
    /** The address for another try. Absent if another try cannot help. */
    readonly retryHref?: string | undefined
  }
  /** 503: the provider, or a function of the application, does not answer. */
  readonly unavailable: {
    readonly code: OutageCode
    readonly reference?: string | undefined
    /** `''` is the page's own address. */
    readonly retryHref: string
  }
}

/** The kinds of the library's pages. */
export type PageKind = keyof PageData

/** A page before it is written: its kind and its content. */
export type PageContent = {
  readonly [Kind in PageKind]: { readonly kind: Kind; readonly data: PageData[Kind] }
}[PageKind]
