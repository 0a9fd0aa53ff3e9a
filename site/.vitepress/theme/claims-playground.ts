import { buildPlayground, startPlayground } from '@x/playground'
import { playgroundStyles } from '@x/playground/styles'
import { defineComponent, h, onMounted, onUnmounted, ref } from 'vue'

/** The playground in a page of the site. Its markup with a first decision is there before its script runs. */
export const claimsPlayground = defineComponent({
  name: 'ClaimsPlayground',
  setup() {
    const root = ref<HTMLElement>()
    let end = (): void => undefined
    onMounted(() => {
      if (root.value !== undefined) end = startPlayground(root.value)
    })
    onUnmounted(() => end())
    return () => [
      h('style', { innerHTML: playgroundStyles }),
      h('div', { ref: root, innerHTML: String(buildPlayground()) }),
    ]
  },
})
