import { describe, expect, it } from 'vitest'
import { fileUrl } from '../../tools/package-metadata.mjs'
import { mapProse } from './map-prose.ts'
import { rewriteLinks } from './rewrite-links.ts'

const pages = new Map([
  ['docs/http.md', 'http'],
  ['docs/guides/logout.md', 'guides/logout'],
  ['docs/providers/README.md', 'providers/index'],
  ['examples/express/README.md', 'examples/express'],
])

/** @param text of docs/guides/events.md */
function rewrite(text: string, pictures: string[] = []): string {
  return rewriteLinks(text, 'docs/guides/events.md', { pages, onPicture: (path) => pictures.push(path) })
}

describe('a link of a document', () => {
  it.each([
    ['[a](logout.md)', '[a](/guides/logout.md)'],
    ['[a](../http.md#the-log)', '[a](/http.md#the-log)'],
    ['[a](../providers/README.md)', '[a](/providers/index.md)'],
    ['[a](../providers)', '[a](/providers/index.md)'],
    ['[a](../../examples/express)', '[a](/examples/express.md)'],
    [`[\`a\`](${fileUrl('docs/http.md#paths')})`, '[`a`](/http.md#paths)'],
    ['[of\ntwo lines](logout.md)', '[of\ntwo lines](/guides/logout.md)'],
  ])('to a page becomes one of the site: %s', (link, expected) => {
    expect(rewrite(link)).toBe(expected)
  })

  it.each(['[a](#below)', '[a](https://example.org/a.md)', '`[a](logout.md)`', '```md\n[a](logout.md)\n```'])(
    'stays as it is: %s',
    (text) => {
      expect(rewrite(text)).toBe(text)
    },
  )

  it('to a source file names the file, while the repository has no address', () => {
    expect(rewrite('[the table](../../packages/core/src/index.ts)')).toBe(
      'the table (`packages/core/src/index.ts`)',
    )
    expect(rewrite('[`packages/core`](../../packages/core/)')).toBe('`packages/core`')
  })

  it('to a file that is not there stops the build', () => {
    expect(() => rewrite('[a](../../packages/nowhere.ts)')).toThrow('there is no packages/nowhere.ts')
  })

  it('to a picture leads to a copy of it', () => {
    const pictures: string[] = []
    expect(rewrite('![Bars](../../bench/results/people-sessions.svg)', pictures)).toBe(
      '![Bars](/pictures/people-sessions.svg)',
    )
    expect(pictures).toEqual(['bench/results/people-sessions.svg'])
  })
})

describe('prose', () => {
  it('is changed around code, and no code is', () => {
    const upper = (text: string) => mapProse(text, (prose) => prose.toUpperCase())
    expect(upper('a `b` c\n\n```ts\nd\n```\n\ne')).toBe('A `b` C\n\n```ts\nd\n```\n\nE')
    expect(upper('1. a\n\n   ```sh\n   b\n   ```\n\n   c')).toBe('1. A\n\n   ```sh\n   b\n   ```\n\n   C')
  })
})
