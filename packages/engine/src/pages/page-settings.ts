import type { OidcConfig } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import type { PageKind } from './page-content.ts'
import type { RenderPage } from './render-option.ts'

/** The parts of the engine that pages need. */
export interface PageSettings {
  readonly config: OidcConfig
  readonly ports: Pick<Ports, 'log' | 'random' | 'startTimer'>
  readonly render: RenderPage | undefined
  /**
   * Counts a failure of `render` for pages of a kind: any client may request them at any rate. Returns how many were not logged since the last
   * report, or undefined if this one is not logged.
   */
  readonly countFailure: (kind: PageKind) => number | undefined
  /** Describes what `render` threw, without its message, which may quote anything. */
  readonly describeError: (error: unknown) => { readonly message: string; readonly detail?: unknown }
}

/** The part of a request that decides the language. */
export interface PageRequest {
  readonly header: (name: string) => string | null | undefined
}
