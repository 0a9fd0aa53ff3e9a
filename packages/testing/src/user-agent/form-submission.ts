import { parseHtmlForms } from './html-form.ts'

/** The form of a page to send, and the values of its fields. */
export interface FormChoice {
  /** The text of the button, or a part of it. @default the first button */
  readonly press?: string
  /** Values of fields, or a button's own name and value. */
  readonly fields?: Readonly<Record<string, string>>
}

export interface Submission {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly body: string | undefined
}

/** Builds the request that submits a form of `page`: the first form, or the form with the button to press. */
export function buildSubmission(
  page: { readonly url: string; readonly status: number; readonly text: string },
  { press, fields = {} }: FormChoice,
): Submission {
  const candidates = parseHtmlForms(page.text).map((form) => ({
    form,
    button: form.buttons.find(({ text }) => press === undefined || text.includes(press)),
  }))
  const chosen = press === undefined ? candidates[0] : candidates.find(({ button }) => button)
  if (!chosen) throw new Error(`no matching form on ${page.url} (status ${page.status})`)
  const { form, button } = chosen

  const values = new URLSearchParams(fields)
  for (const [name, value] of form.fields) {
    if (!(name in fields)) values.append(name, value)
  }
  const choosesButton = form.buttons.some(({ name }) => name in fields)
  if (button && button.name !== '' && !choosesButton) values.append(button.name, button.value)

  const url = new URL(form.action || page.url, page.url)
  if (form.method === 'POST') return { url: url.href, method: 'POST', body: values.toString() }
  url.search = values.toString()
  return { url: url.href, method: 'GET', body: undefined }
}
