import type { PageLocale } from '@x/oidc-core'
import { knownLocales } from './load-texts.ts'

/** Maximum languages that are read from a header. Browsers send only a few. */
const maxRanges = 20

/**
 * Chooses the language that a browser prefers, by the first subtag: `de-AT` is German. Any other language gives English.
 * @param header the value of `Accept-Language`
 * @see RFC 9110, section 12.5.4
 */
export function chooseLocale(header: string | null | undefined): PageLocale {
  const ranges = (header ?? '').split(',', maxRanges).map((part) => {
    const [range = '', weight] = part.split(';')
    const quality =
      weight === undefined ? 1 : Number(/^\s*q=([01](?:\.\d{0,3})?)\s*$/iu.exec(weight)?.[1] ?? 0)
    return { language: range.trim().toLowerCase().split('-')[0], quality }
  })
  // Sorting keeps the order of languages with equal weight. `*` means any language, so English is used.
  const wanted = ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality)
  for (const { language } of wanted) {
    if (language === '*') break
    const known = knownLocales.find((locale) => locale === language)
    if (known !== undefined) return known
  }
  return 'en'
}
