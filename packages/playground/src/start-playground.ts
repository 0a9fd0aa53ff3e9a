import type { Html } from '@x/oidc-picture/markup'
import { answerTexts } from './answer/answer-texts.ts'
import type { Remarks } from './answer/answer-texts.ts'
import { buildProblem } from './answer/build-remarks.ts'
import { buildPlayground } from './build-playground.ts'
import { addCopyButtons } from './copy/add-copy-buttons.ts'
import { parseFragment } from './link/state-fragment.ts'
import { startSharing } from './link/start-sharing.ts'
import { createDrafts, linkId } from './shapes/drafts.ts'
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
  const drafts = createDrafts()
  let pending: ReturnType<typeof setTimeout> | undefined

  const typed = (): Texts => ({ claims: claims.value, configuration: configuration.value })
  const isOriginal = () => drafts.isOriginal(shape.value, typed())
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
    restore.hidden = drafts.edited(shape.value) === undefined
    restore.textContent = isOriginal() ? 'Bring my text back' : 'Show the original'
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
    drafts.link(state.value)
    const option = shape.querySelector<HTMLOptionElement>(`[value="${linkId}"]`)
    if (option) option.hidden = false
    shape.value = linkId
    show(state.value)
  }

  const { signal } = ending
  for (const field of [claims, configuration]) {
    const listen = () => {
      drafts.keep(shape.value, typed())
      clearTimeout(pending)
      pending = setTimeout(answer, pauseMilliseconds)
    }
    field.addEventListener('input', listen, { signal })
  }
  const showLatest = () => show(drafts.edited(shape.value) ?? drafts.original(shape.value))
  shape.addEventListener('change', showLatest, { signal })
  const bringBack = () => (isOriginal() ? showLatest() : show(drafts.original(shape.value)))
  restore.addEventListener('click', bringBack, { signal })
  startSharing({
    button: find('share', HTMLButtonElement),
    remarks: find('share-remarks', HTMLElement),
    typed,
    signal,
  })
  window.addEventListener('hashchange', readAddress, { signal })

  // A browser may have put back what was typed before the page was left.
  drafts.keep(shape.value, typed())
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
