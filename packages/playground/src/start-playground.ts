import type { Html } from '@x/oidc-picture/markup'
import { answerTexts } from './answer/answer-texts.ts'
import type { Remarks } from './answer/answer-texts.ts'
import { buildProblem } from './answer/build-remarks.ts'
import { buildPlayground } from './build-playground.ts'
import { addCopyButtons } from './copy/add-copy-buttons.ts'
import { parseFragment } from './link/state-fragment.ts'
import { startSharing } from './link/start-sharing.ts'
import { providerShapes } from './shapes/provider-shapes.ts'
import type { Texts } from './shapes/provider-shapes.ts'

const pauseMilliseconds = 150

/**
 * Brings a playground to life in an element of a page: in the markup of `buildPlayground` if a server sent it, or else it builds that. It reads the state
 * from the fragment of the page's address, and sends nothing anywhere.
 * @returns a function that ends it
 */
export function startPlayground(root: HTMLElement): () => void {
  if (root.querySelector('.playground') === null) root.innerHTML = renderMarkup(buildPlayground())
  const find = createFinder(root)
  const claims = find('claims', HTMLTextAreaElement)
  const configuration = find('configuration', HTMLTextAreaElement)
  const shape = find('shape', HTMLSelectElement)
  const restore = find('restore', HTMLButtonElement)
  const ending = new AbortController()
  /** What was typed over each shape, so that looking at another one loses nothing. */
  const edits = new Map<string, Texts>()
  let linked: Texts | undefined
  let pending: ReturnType<typeof setTimeout> | undefined

  const original = (): Texts =>
    (shape.value === 'link' ? linked : providerShapes.find(({ id }) => id === shape.value)?.texts) ?? {
      claims: '',
      configuration: '',
    }
  const isOriginal = (texts: Texts) =>
    texts.claims === original().claims && texts.configuration === original().configuration
  const typed = (): Texts => ({ claims: claims.value, configuration: configuration.value })
  const keepEdits = () => {
    if (!isOriginal(typed())) edits.set(shape.value, typed())
  }
  const show = (texts: Texts) => {
    claims.value = texts.claims
    configuration.value = texts.configuration
    answer()
  }

  function answer(): void {
    clearTimeout(pending)
    const { decision, outcome, ...remarks } = answerTexts(typed())
    const result = find('decision', HTMLElement)
    if (decision) result.innerHTML = renderMarkup(decision)
    addCopyButtons(result)
    find('stale', HTMLElement).hidden = decision !== undefined
    const status = find('status', HTMLElement)
    if (status.textContent !== outcome) status.textContent = outcome
    showRemarks(claims, remarks.claims)
    showRemarks(configuration, remarks.configuration)
    restore.hidden = !edits.has(shape.value)
    restore.textContent = isOriginal(typed()) ? 'Bring my text back' : 'Show the original'
  }

  function showRemarks(field: HTMLTextAreaElement, { isWrong, body }: Remarks): void {
    field.setAttribute('aria-invalid', String(isWrong))
    find(`${field.id.replace('playground-', '')}-remarks`, HTMLElement).innerHTML = renderMarkup(body)
  }

  function readAddress(): void {
    const state = parseFragment(location.hash)
    if (state === undefined) return
    const problem = 'problem' in state ? state.problem : undefined
    find('share-remarks', HTMLElement).innerHTML = problem ? renderMarkup(buildProblem(problem)) : ''
    if (!('value' in state)) return
    linked = state.value
    edits.delete('link')
    const option = shape.querySelector<HTMLOptionElement>('[value="link"]')
    if (option) option.hidden = false
    shape.value = 'link'
    show(linked)
  }

  const { signal } = ending
  for (const field of [claims, configuration]) {
    const listen = () => {
      keepEdits()
      clearTimeout(pending)
      pending = setTimeout(answer, pauseMilliseconds)
    }
    field.addEventListener('input', listen, { signal })
  }
  shape.addEventListener('change', () => show(edits.get(shape.value) ?? original()), { signal })
  const bringBack = () => show(isOriginal(typed()) ? (edits.get(shape.value) ?? original()) : original())
  restore.addEventListener('click', bringBack, { signal })
  startSharing({
    button: find('share', HTMLButtonElement),
    remarks: find('share-remarks', HTMLElement),
    typed,
    signal,
  })
  window.addEventListener('hashchange', readAddress, { signal })

  // A browser may have put back what was typed before the page was left.
  keepEdits()
  answer()
  readAddress()
  return () => {
    clearTimeout(pending)
    ending.abort()
  }
}

function createFinder(root: HTMLElement) {
  return <Kind extends HTMLElement>(part: string, kind: new () => Kind): Kind => {
    const element = root.querySelector(`#playground-${part}`)
    if (element instanceof kind) return element
    throw new Error(`The playground has no ${part}.`)
  }
}

/** Only the tag `html` makes markup, and it escapes every text. */
const renderMarkup = (markup: Html): string => markup.toString()
