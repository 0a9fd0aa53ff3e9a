import localSearchIndex from '@localSearchIndex'
import MiniSearch from 'minisearch'
import { defineComponent, h, onMounted, ref, shallowRef, watchEffect } from 'vue'
import { findSections, indexOptions } from '../../src/search-options.ts'
import type { FoundSection } from '../../src/search-options.ts'

/**
 * The search, in the place of VitePress's own, whose list is of buttons within buttons: a dialog of the browser with a field and a list of
 * links. It finds what the index of the site holds, and asks no server.
 */
export default defineComponent({
  name: 'SearchBox',
  emits: ['close'],
  setup(_, { emit }) {
    const dialog = ref<HTMLDialogElement>()
    const words = ref('')
    const index = shallowRef<MiniSearch>()
    const found = shallowRef<readonly FoundSection[]>([])
    onMounted(async () => {
      dialog.value?.showModal()
      const loaded = await localSearchIndex['root']?.()
      if (loaded !== undefined) index.value = MiniSearch.loadJSON(loaded.default, indexOptions)
    })
    watchEffect(() => {
      found.value = index.value === undefined ? [] : findSections(index.value, words.value)
    })
    /** The arrows move from the field through the links, and back. */
    const move = (event: KeyboardEvent) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      const stops = [...(dialog.value?.querySelectorAll<HTMLElement>('input, a') ?? [])]
      const at = stops.indexOf(document.activeElement as HTMLElement)
      if (step === undefined) return
      event.preventDefault()
      stops[(at + step + stops.length) % stops.length]?.focus()
    }
    const openFirst = (event: Event) => {
      event.preventDefault()
      dialog.value?.querySelector('a')?.click()
    }
    const status = () => {
      if (index.value === undefined) return 'The search is loading.'
      if (words.value.trim() === '') return 'Enter a word, an option or an error code.'
      return found.value.length === 0 ? 'Nothing was found.' : `${found.value.length} results`
    }
    return () =>
      h(
        'dialog',
        {
          ref: dialog,
          class: 'search-box',
          'aria-label': 'Search',
          onClose: () => emit('close'),
          onKeydown: move,
        },
        [
          h('form', { method: 'dialog', onSubmit: openFirst }, [
            h('label', { for: 'search-words' }, 'Search'),
            h('input', {
              id: 'search-words',
              type: 'search',
              autocomplete: 'off',
              spellcheck: false,
              maxlength: 64,
              value: words.value,
              onInput: (event: Event) => (words.value = (event.target as HTMLInputElement).value),
            }),
            h('button', { type: 'button', onClick: () => dialog.value?.close() }, 'Close'),
          ]),
          h('p', { role: 'status' }, status()),
          h(
            'ul',
            found.value.map(({ id, title, titles }) =>
              h('li', { key: id }, [
                h('a', { href: id, onClick: () => dialog.value?.close() }, [
                  h('strong', title),
                  ...(titles.length > 0 ? [h('span', titles.join(' › '))] : []),
                ]),
              ]),
            ),
          ),
        ],
      )
  },
})
