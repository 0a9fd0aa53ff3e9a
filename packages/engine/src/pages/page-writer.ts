import type { PageContent } from './page-content.ts'
import type { PageRequest, PageSettings } from './page-settings.ts'

export interface PageWriter {
  /** Builds the response with a page. */
  readonly write: (request: PageRequest, page: PageContent & { readonly status: number }) => Promise<Response>
}

/** Creates the writer of pages. It loads their code with the first page. */
export function createPageWriter(settings: PageSettings): PageWriter {
  return {
    write: async (request, page) => {
      const { writePage } = await import('./write-page.ts')
      return writePage(settings, request, page)
    },
  }
}
