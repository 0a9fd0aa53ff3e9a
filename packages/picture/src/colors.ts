/** The colours of the pictures, for a light and for a dark ground: those of the library's own pages. */
export const colors = {
  ground: ['#eef1f6', '#0e131a'],
  card: ['#ffffff', '#171e28'],
  line: ['#dde3ec', '#2d3846'],
  edge: ['#8390a5', '#67768c'],
  text: ['#17202e', '#e9eef5'],
  soft: ['#535f73', '#a8b4c5'],
  quiet: ['#f3f5f9', '#1e2632'],
  accent: ['#2450c4', '#9dbbff'],
  tint: ['#e9effc', '#202c42'],
  warm: ['#8a4b0f', '#f2bd7f'],
  'warm-tint': ['#fcefdf', '#382a1b'],
  good: ['#17663f', '#86d9ac'],
  'good-tint': ['#e0f4e9', '#183226'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>

export type Color = keyof typeof colors

/** The colours as custom properties, which follow `color-scheme` where a browser can, and are light where it cannot. */
export function declareColors(selector: string): string {
  const declare = (value: (light: string, dark: string) => string) =>
    `${selector} { ${Object.entries(colors)
      .map(([name, [light, dark]]) => `--oidc-${name}: ${value(light, dark)};`)
      .join(' ')} }`
  return `${declare((light) => light)}
@supports (color: light-dark(#000, #fff)) {
  ${declare((light, dark) => `light-dark(${light}, ${dark})`)}
}`
}
