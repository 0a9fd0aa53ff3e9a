import { describe, expect, it } from 'vitest'
import { createAppEngine } from './start-app.ts'

const origin = 'https://app.example.com'
const { engine } = createAppEngine(origin, { issuerUrl: 'https://id.example.com' })

async function post(headers: Readonly<Record<string, string>>): Promise<{ status: number; text: string }> {
  const request = new Request(`${origin}/notice`, {
    ...{ method: 'POST', body: 'text=x', headers: { accept: 'text/html', ...headers } },
  })
  const { response } = await engine.gate(request)
  return { status: response?.status ?? 0, text: (await response?.text()) ?? '' }
}

describe('a form that comes after the end of the session', () => {
  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling subdomain', { 'sec-fetch-site': 'same-site', origin }],
    ['another origin, by a browser without Fetch Metadata', { origin: 'https://attacker.example' }],
    ['nowhere', {}],
  ])('is not to be sent once more with a session when it comes from %s', async (_, headers) => {
    const { status, text } = await post(headers)
    expect(status).toBe(401)
    expect(text).not.toContain('reload')
    expect(text).not.toContain('target="_blank"')
    expect(text).toContain('Your request was not carried out')
  })

  it.each([[{ 'sec-fetch-site': 'same-origin' }], [{ origin }]])(
    'says how to send it once more when it comes from a page of the application: %j',
    async (headers) => {
      const { status, text } = await post(headers)
      expect(status).toBe(401)
      expect(text).toContain('What you sent was not saved')
      expect(text).toContain('reload')
      expect(text).toContain('target="_blank"')
    },
  )

  it('leads to the start page after the sign-in, for the address may take no GET', async () => {
    expect((await post({ origin })).text).toContain(
      'href="https://app.example.com/oauth2/authorization/main"',
    )
  })
})
