// Speaks to a provider's own APIs. Without it a setup that the provider refused would show later, as a failed scenario.

/**
 * @param {string} method
 * @param {string} url
 * @param {{ body?: unknown, form?: Record<string, string>, headers?: Record<string, string> }} [content] `body` is sent as JSON
 * @returns {Promise<any>} the JSON of the answer; undefined where it has no body
 */
export async function requestJson(method, url, { body, form, headers = {} } = {}) {
  const type = body === undefined ? undefined : { 'content-type': 'application/json' }
  const sent = form === undefined ? JSON.stringify(body) : new URLSearchParams(form)
  const response = await fetch(url, { method, headers: { ...type, ...headers }, body: sent ?? null })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}\n${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
