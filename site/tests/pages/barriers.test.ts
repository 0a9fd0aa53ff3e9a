import { globSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { findBarriers } from '../../../examples/starter/tests/find-barriers.ts'
import { builtSite } from '../../../tools/docs/serve-site.mjs'
import { kinds, sizes, visitSite } from './visit-site.ts'

// CAMPAIGN=whole looks at every page in each way, `npm run test:site` at one of each kind, and at the others narrow and light: of the records
// of decisions, which are all alike, at every tenth from the last.
const isWhole = process.env['CAMPAIGN'] === 'whole'
const others = globSync('**/*.html', { cwd: builtSite })
  .map((path) => path.replaceAll('\\', '/').replace(/(^|\/)index\.html$/u, '$1'))
  .filter((path) => !kinds.includes(path))
  .sort()
const records = others.filter((path) => path.startsWith('decisions/'))
const sample = others.filter(
  (path) => !records.includes(path) || (records.length - 1 - records.indexOf(path)) % 10 === 0,
)

const { open, newPage, url } = visitSite()

async function openWithoutBarriers(path: string) {
  const page = await newPage()
  await page.goto(url() + path)
  expect(await findBarriers(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  return page
}

describe.each(['narrow', 'wide'] as const)('%s', (size) => {
  beforeEach(() => open({ colorScheme: 'light', viewport: sizes[size] }))

  it.each([...kinds, 'no-such-page', ...(isWhole ? others : [])])(
    'has no barriers, light and dark, and does not scroll sideways: /%s',
    async (path) => {
      const page = await openWithoutBarriers(path)
      // The rest of a page is the same in the dark.
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
      await page.locator('html.dark').waitFor()
      expect(await findBarriers(page, ['color-contrast'])).toEqual([])
    },
  )
})

describe.skipIf(isWhole)(`${sample.length} of ${others.length} other pages`, () => {
  beforeEach(() => open({ colorScheme: 'light', viewport: sizes.narrow }))

  it.each(sample)('has no barriers, and does not scroll sideways: /%s', async (path) => {
    await openWithoutBarriers(path)
  })
})
