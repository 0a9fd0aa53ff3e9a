import type { PageLocale, PagesOptions } from '@x/oidc-core'
import type { PageContent } from './page-content.ts'

/** How the library's own pages look, and a function of the application that wraps or replaces them. */
export interface EnginePagesOptions extends PagesOptions {
  /**
   * Wraps or replaces each page. It returns the HTML of a whole document, at once or as a promise, within 5 seconds; `html` leaves the
   * page as it is. If it fails, the library's own page is sent, and the log has the event `page_not_rendered`.
   */
  readonly render?: RenderPage | undefined
}

/**
 * Writes a page of the library as the application wants it. Status and headers stay the library's own.
 * @example
 * const pages = {
 *   render: ({ locale, main, nonce }) => `<!doctype html><html lang="${locale}"><title>Orders</title>
 *     <link rel="stylesheet" href="/site.css" nonce="${nonce}"><main>${main}</main></html>`,
 * }
 */
export type RenderPage = (page: PageToRender) => string | Promise<string>

/** A page of the library. `kind` says which, and narrows `data`. */
export type PageToRender = PageContent & {
  /** The whole document of the library: escaped, safe to send. */
  readonly html: string
  /** The content of the `<main>` element, heading included: escaped, safe to send. */
  readonly main: string
  /** The title of the window: text that is not escaped, as all of `data` is. */
  readonly title: string
  /** The language of `html`, for `<html lang>`. */
  readonly locale: PageLocale
  /**
   * The Content-Security-Policy applies a `<style>` or a `<link rel="stylesheet">` with this `nonce` attribute. It allows images and
   * fonts of the application's own origin, and no scripts.
   */
  readonly nonce: string
}
