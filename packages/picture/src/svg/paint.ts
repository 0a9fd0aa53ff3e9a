import { type Color, colors } from '../colors.ts'
import { html as xml } from '../html.ts'
import type { Html } from '../html.ts'

/**
 * The colours of an element. The light ones are attributes, which every renderer of SVG knows and no policy of a page blocks; the dark ones are in
 * `darkStyles`, by the classes.
 */
export function paint({ fill, stroke }: { readonly fill?: Color; readonly stroke?: Color }): Html {
  const classes = [...(fill ? [`oidc-fill-${fill}`] : []), ...(stroke ? [`oidc-stroke-${stroke}`] : [])]
  return xml`class="${classes.join(' ')}" fill="${fill ? colors[fill][0] : 'none'}"${
    stroke && xml` stroke="${colors[stroke][0]}"`
  }`
}

/** The style sheet for a dark ground. */
export const darkStyles: string = `@media (prefers-color-scheme: dark) { ${Object.entries(colors)
  .map(
    ([name, [, dark]]) =>
      `.oidc-svg .oidc-fill-${name} { fill: ${dark} } .oidc-svg .oidc-stroke-${name} { stroke: ${dark} }`,
  )
  .join(' ')} .oidc-svg:root { background: ${colors.card[1]} } }`
