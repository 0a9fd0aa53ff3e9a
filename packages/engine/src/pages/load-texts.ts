import type { PageLocale } from '@x/oidc-core'
import { en } from './locales/en.ts'
import type { PageTexts } from './page-texts.ts'

/** Each language. English is always loaded. Each other language is loaded with the first page in that language. */
const loaders: Readonly<Record<PageLocale, () => PageTexts | Promise<PageTexts>>> = {
  en: () => en,
  de: async () => (await import('./locales/de.ts')).de,
}

export async function loadTexts(locale: PageLocale): Promise<PageTexts> {
  return loaders[locale]()
}

/** The available languages. */
export const knownLocales = Object.keys(loaders) as readonly PageLocale[]
