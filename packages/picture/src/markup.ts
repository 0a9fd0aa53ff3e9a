export { declareColors } from './colors.ts'
export { buildFragment } from './fragment/build-fragment.ts'
export { html } from './html.ts'
export type { Html, HtmlValue } from './html.ts'
