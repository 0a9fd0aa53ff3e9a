import type { OidcErrorCode, ProviderOperation } from '@x/oidc-core'
import type { EngineEvent } from './events.ts'

/** `detail` of the events that only `onEvent` receives. They are frequent or of use to metrics alone, so `log` does not get them. */
export interface StreamDetails {
  /** A browser was sent to the provider. */
  sign_in_started: { readonly silent: boolean }
  /** A sign-in ended at its callback. One whose browser does not come back has no end. */
  sign_in_ended: {
    readonly outcome: 'signed_in' | 'denied' | 'failed'
    /** The code of the error of a sign-in that failed. */
    readonly error?: OidcErrorCode | 'unexpected' | undefined
    /** Whether it renewed the roles of a session, without a page of the provider. */
    readonly silent: boolean
    /** From the redirect to the provider to the session, in whole seconds: its two requests may reach two processes. */
    readonly durationMilliseconds: number
  }
  /** A refresh of a session ended, in the process that ran it. */
  refresh_ended: {
    readonly outcome: 'refreshed' | 'ended' | 'failed'
    /** The code of the error if it failed, or if the provider's answer did not decide the roles. */
    readonly error?: OidcErrorCode | 'unexpected' | undefined
    /** With the requests to the provider, the decision and the write to the store. */
    readonly durationMilliseconds: number
  }
  /** A request came with the cookie of a session that had expired. Once for each session and process. */
  session_expired: { readonly by: 'expiry' }
  /** The keys of a provider were fetched. */
  keys_fetched: { readonly keys: number }
  /** A request to a provider ended: it was answered, with any status, or it failed. */
  provider_request_ended: {
    readonly operation: ProviderOperation
    readonly method: string
    /** Without its query. */
    readonly url: string
    /** The status of the answer; undefined if there was none. */
    readonly status?: number | undefined
    /** Why there was no answer. */
    readonly error?: 'timeout' | 'network' | undefined
    /** From before the request was sent until the whole answer was read. */
    readonly durationMilliseconds: number
  }
  /** A request to the provider failed, after one that was answered or as the first one. Once for each outage. */
  provider_down: { readonly operation: ProviderOperation }
  /** The provider answered again, and no request to it failed within the last 10 seconds. */
  provider_up: { readonly operation: ProviderOperation }
  /** A store failed, or did not answer within 5 seconds. Once for each outage. */
  store_down: StoreOutage
  /** The store answered again, and did not fail within the last 5 seconds. */
  store_up: StoreOutage
}

/** `detail` of an outage of a store. */
export interface StoreOutage {
  /** `sessions` is `session.store`, and `replay` is `replayStore`. */
  readonly store: 'sessions' | 'replay'
  /** The function of the store that failed first, or that answered first. */
  readonly operation: string
}

/** These events are about no provider. */
type StoreEvent = 'store_down' | 'store_up'

/** Fields of other events, so that each can be read of every event. */
type OtherFields = {
  readonly [
    Field in Exclude<keyof EngineEvent, 'level' | 'code' | 'message' | 'providerId' | 'detail'>
  ]?: undefined
}

type BuildStreamEvent<Code extends keyof StreamDetails> = {
  /** `log` does not get these events. */
  readonly level: 'debug'
  /** The name of the event. */
  readonly code: Code
  /** One line for the operator. */
  readonly message: string
  /** More about the event: plain data. */
  readonly detail: StreamDetails[Code]
} & (Code extends StoreEvent
  ? { readonly providerId?: undefined }
  : {
      /** The `providerId` of the configuration. */
      readonly providerId: string
    }) &
  OtherFields

/**
 * An event that `onEvent` receives: those of `log`, and those with the level `debug`. `code` tells which fields it has. It contains no
 * token, secret, code or state.
 * @example
 * onEvent: (event) => {
 *   if (event.code === 'refresh_ended') histogram.record(event.detail.durationMilliseconds / 1000)
 * }
 */
export type StreamEvent =
  EngineEvent | { [Code in keyof StreamDetails]: BuildStreamEvent<Code> }[keyof StreamDetails]
