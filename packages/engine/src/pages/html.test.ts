import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { html, type Html, type HtmlValue } from './html.ts'

const hostile: readonly (readonly [string, string])[] = [
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['"><img src=x onerror=alert(1)>', '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'],
  ["' onfocus='alert(1)", '&#39; onfocus=&#39;alert(1)'],
  ['a & b &lt;', 'a &amp; b &amp;lt;'],
  ['</title><!--', '&lt;/title&gt;&lt;!--'],
  ['\u0000a\u001bb\r\nc\u007fd\u0085', '\ufffda\ufffdb\ufffd\ufffdc\ufffdd\ufffd'],
  ['alice\u202eecila\u2066\u2028', 'alice\ufffdecila\ufffd\ufffd'],
  ['half \ud83d of a pair', 'half \ufffd of a pair'],
]

describe('html', () => {
  it.each(hostile)('C-08: escapes %j in content and in attributes', (text, escaped) => {
    expect(html`<a title="${text}">${text}</a>`.toString()).toBe(`<a title="${escaped}">${escaped}</a>`)
  })

  it('C-08: lets no string at all leave its place', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '/',
      'script',
      '\u0000',
      '\u202e',
      '\ud800',
      'é',
      '😀',
    )
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const escaped = html`${parts.join('')}`.toString()
        expect(escaped).not.toMatch(/[<>"'\p{Cc}\p{Cs}\u202e]/u)
        expect(escaped.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
      }),
    )
  })

  it('keeps names of every script as they are', () => {
    for (const name of ['Zoë', '李雷', 'محمد', 'שרה', '👩🏽‍🚀']) expect(html`${name}`.toString()).toBe(name)
  })

  it('passes markup and lists of markup, and nothing for undefined', () => {
    const items = ['<a>', 'b'].map((text) => html`<i>${text}</i>`)
    expect(html`<b>${items}</b>${undefined}`.toString()).toBe('<b><i>&lt;a&gt;</i><i>b</i></b>')
  })

  it('C-08: never takes an object for markup because it looks like some', () => {
    const lookAlikes: readonly unknown[] = [
      { toString: () => '<script>' },
      { text: '<script>' },
      JSON.parse('{"markup":"<script>"}'),
      new String('<script>'),
    ]
    for (const lookAlike of lookAlikes) expect(() => html`${lookAlike as HtmlValue}`).toThrow(TypeError)
    expect(html`${['<script>'] as unknown as HtmlValue}`.toString()).toBe('&lt;script&gt;')
  })

  it('does not compile where a string stands in for markup', () => {
    expectTypeOf<string>().not.toExtend<Html>()
    expectTypeOf<{ toString: () => string }>().not.toExtend<Html>()
    expectTypeOf<number>().not.toExtend<HtmlValue>()
    expectTypeOf<readonly string[]>().not.toExtend<HtmlValue>()
  })
})
