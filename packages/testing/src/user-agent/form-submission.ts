import { parseHtmlForms } from './html-form.ts'

/** Which form of a page to send, and how to fill it in. */
export interface FormChoice {
  /** The button, by its text or a part of it. @default the first */
  readonly press?: string
  /** Values of fields, or a button's own name and value. */
  readonly fields?: Readonly<Record<string, string>>
}

export interface Submission {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly body: string | undefined
}

/** Builds what a browser sends when a form of `page` is submitted: the first, or the one with the button pressed. */
export function buildSubmission(
  page: { readonly url: string; readonly status: number; readonly text: string },
  { press, fields = {} }: FormChoice,
): Submission {
  const candidates = parseHtmlForms(page.text).map((form) => ({
    form,
    button: form.buttons.find(({ text }) => press === undefined || text.includes(press)),
  }))
  const chosen = press === undefined ? candidates[0] : candidates.find(({ button }) => button)
  if (!chosen) throw new Error(`no such form on ${page.url} (status ${page.status})`)
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
