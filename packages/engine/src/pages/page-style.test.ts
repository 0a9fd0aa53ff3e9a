import { describe, expect, it } from 'vitest'
import { pageStyle } from './page-style.ts'

const [light = '', dark = ''] = Array.from(
  pageStyle.matchAll(/:root \{([^}]*)\}/g),
  ([, block]) => block ?? '',
)

function parseColours(block: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(block.matchAll(/--([\w-]+): (#[\da-f]{6});/g), ([, name = '', value = '']) => [name, value]),
  )
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const pairs = [
  ['text', 'ground', 4.5],
  ['text', 'glow', 4.5],
  ['text', 'card', 4.5],
  ['soft', 'card', 4.5],
  ['text', 'quiet', 4.5],
  ['soft', 'quiet', 4.5],
  ['text', 'tint', 4.5],
  ['accent', 'tint', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'strong', 4.5],
  ['warm', 'warm-tint', 3],
  ['good', 'good-tint', 3],
  ['edge', 'card', 3],
  ['accent', 'card', 3],
] as const

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s scheme', (_, block) => {
  const colours = parseColours(block)

  it.each(pairs)('keeps %s on %s at %d to 1 or more', (front, back, least) => {
    expect(contrast(colours.get(front) ?? '', colours.get(back) ?? '')).toBeGreaterThanOrEqual(least)
  })
})

describe('pageStyle', () => {
  it('loads nothing and does not end its element', () => {
    expect(pageStyle).not.toMatch(/url\(|@import|@font-face|<|:\/\//)
  })
})
