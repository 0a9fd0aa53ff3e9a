import type { PageContent } from './page-content.ts'
import type { PageRequest, PageSettings } from './page-settings.ts'

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
