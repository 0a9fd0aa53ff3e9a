import { providerShapes } from './provider-shapes.ts'
import type { Texts } from './provider-shapes.ts'

/** The id of the texts that came with the link of the page. */
export const linkId = 'link'

/** The texts of each example, and what was typed over them, so that looking at another one loses nothing. */
export interface Drafts {
  /** The texts as they came. */
  original(id: string): Texts
  /** What was typed over them last; undefined if nothing was. */
  edited(id: string): Texts | undefined
  isOriginal(id: string, typed: Texts): boolean
  /** Keeps what was typed, unless it is the original. */
  keep(id: string, typed: Texts): void
  /** Puts the texts of a link in the place of those of the link before. */
  link(texts: Texts): void
}

export function createDrafts(): Drafts {
  const edits = new Map<string, Texts>()
  const originals = new Map(providerShapes.map(({ id, texts }) => [id, texts]))
  const original = (id: string): Texts => originals.get(id) ?? { claims: '', configuration: '' }
  const isOriginal = (id: string, { claims, configuration }: Texts): boolean =>
    claims === original(id).claims && configuration === original(id).configuration
  return {
    original,
    edited: (id) => edits.get(id),
    isOriginal,
    keep: (id, typed) => {
      if (!isOriginal(id, typed)) edits.set(id, typed)
    },
    link: (texts) => {
      originals.set(linkId, texts)
      edits.delete(linkId)
    },
  }
}
