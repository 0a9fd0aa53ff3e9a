// The script of the page `/try`. It has no business with the network, and the page's policy forbids it any.
import { addCopyButtons } from '../copy/add-copy-buttons.ts'
import type { Html } from '../pages/html.ts'
import { answerTexts } from './answer-texts.ts'
import type { Remarks } from './answer-texts.ts'
import { providerShapes } from './provider-shapes.ts'
import type { Texts } from './provider-shapes.ts'

const pauseMilliseconds = 150

const claims = find('claims', HTMLTextAreaElement)
const configuration = find('configuration', HTMLTextAreaElement)
const shape = find('shape', HTMLSelectElement)
const restore = find('restore', HTMLButtonElement)

/** What was typed over each shape, so that looking at another one loses nothing. */
const edits = new Map<string, Texts>()

function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`the page has no ${id}`)
}

function original(): Texts {
  return providerShapes.find(({ id }) => id === shape.value)?.texts ?? { claims: '', configuration: '' }
}

function isOriginal(texts: Texts): boolean {
  return texts.claims === original().claims && texts.configuration === original().configuration
}

function typed(): Texts {
  return { claims: claims.value, configuration: configuration.value }
}

function show(texts: Texts): void {
  claims.value = texts.claims
  configuration.value = texts.configuration
  answer()
}

function answer(): void {
  const { decision, outcome, ...remarks } = answerTexts(typed())
  const result = find('decision', HTMLElement)
  if (decision) result.innerHTML = renderMarkup(decision)
  addCopyButtons(result)
  find('stale', HTMLElement).hidden = decision !== undefined
  const status = find('status', HTMLElement)
  if (status.textContent !== outcome) status.textContent = outcome
  showRemarks(claims, remarks.claims)
  showRemarks(configuration, remarks.configuration)
  const edited = edits.get(shape.value)
  restore.hidden = edited === undefined
  restore.textContent = isOriginal(typed()) ? 'Bring my text back' : 'Show the original'
}

function showRemarks(field: HTMLTextAreaElement, { isWrong, body }: Remarks): void {
  field.setAttribute('aria-invalid', String(isWrong))
  find(`${field.id}-remarks`, HTMLElement).innerHTML = renderMarkup(body)
}

/** Only the tag `html` makes markup, and it escapes every text. */
const renderMarkup = (markup: Html): string => markup.toString()

function keepEdits(): void {
  if (!isOriginal(typed())) edits.set(shape.value, typed())
}

let pending: ReturnType<typeof setTimeout> | undefined
for (const field of [claims, configuration]) {
  field.addEventListener('input', () => {
    keepEdits()
    clearTimeout(pending)
    pending = setTimeout(answer, pauseMilliseconds)
  })
}
shape.addEventListener('change', () => show(edits.get(shape.value) ?? original()))
restore.addEventListener('click', () => {
  show(isOriginal(typed()) ? (edits.get(shape.value) ?? original()) : original())
})

// A browser may have put back what was typed before the page was left.
keepEdits()
answer()
document.documentElement.dataset['ready'] = ''
