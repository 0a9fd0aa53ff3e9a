import type { OidcConfig } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import type { PageContent } from './page-data.ts'
import type { RenderPage } from './render-option.ts'

/** What pages need of an engine. */
export interface PageSettings {
  readonly config: OidcConfig
  readonly ports: Pick<Ports, 'log' | 'random' | 'startTimer'>
  readonly render: RenderPage | undefined
  /** Describes what `render` threw, without its message, which may quote anything. */
  readonly describeError: (error: unknown) => { readonly message: string; readonly detail?: unknown }
}

/** The part of a request that decides the language. */
export interface PageRequest {
  readonly header: (name: string) => string | null | undefined
}

export interface PageWriter {
  /** Builds the response with a page. */
  readonly write: (request: PageRequest, page: PageContent & { readonly status: number }) => Promise<Response>
}

/** Creates the one way to a page. The pages themselves are loaded with the first one. */
export function createPageWriter(settings: PageSettings): PageWriter {
  return {
    write: async (request, page) => {
      const { writePage } = await import('./write-page.ts')
      return writePage(settings, request, page)
    },
  }
}
