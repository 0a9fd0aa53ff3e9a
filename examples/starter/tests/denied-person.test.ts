import { people } from '@x/example-node/people'
import { createUserAgent, isSignInPage, signIn } from '@x/oidc-testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startExample } from '../src/start-example.ts'
import type { RunningExample } from '../src/start-example.ts'
import { nodeOptions } from './tested-apps.ts'

describe('a person who is not admitted, at the demo', () => {
  let example: RunningExample
  beforeAll(async () => {
    example = await startExample({ app: 'node', people, appPort: 0, providerPort: 0, nodeOptions })
  })
  afterAll(() => example.close())

  it('sees the picture and the words of the decision until the sign-out, and no page behind a gate', async () => {
    const { appUrl } = example
    const agent = createUserAgent()
    const denied = await signIn(agent, `${appUrl}/notice`, 'cleo')
    expect(denied.status).toBe(403)

    expect((await agent.get(appUrl)).text).toContain('<bdi>Cleo Example</bdi> was not let in')
    const page = await agent.get(`${appUrl}/explanation`)
    expect(page.status).toBe(200)
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect(page.text).toContain('Why <bdi>Cleo Example</bdi> is not let in')
    expect(page.text).toContain('<strong title="Shut">Shut</strong>')
    expect(page.text).toContain('Not admitted, role_missing')
    for (const path of ['/notice', '/notice/edit', '/admin']) {
      expect(page.text).not.toContain(`href="${path}"`)
      expect((await agent.get(appUrl + path, { followRedirects: false })).status).toBe(302)
    }

    await agent.submitForm(denied, { press: 'Sign out' })
    expect(isSignInPage(await agent.get(`${appUrl}/explanation`))).toBe(true)
  })

  it('links the page that denies it to the explanation, below the name and the logo of the demo', async () => {
    const { appUrl } = example
    const agent = createUserAgent()
    const denied = await signIn(agent, `${appUrl}/notice`, 'cleo')
    expect(denied.text).toContain('<a href="/explanation">See how this was decided</a>')
    expect(denied.text).toMatch(/<title>[^<]*x-oidc demo[^<]*<\/title>/)
    expect(denied.text).toContain(`src="${appUrl}/icon.svg"`)
    const logo = await agent.get(`${appUrl}/icon.svg`)
    expect(logo.headers.get('content-type')).toContain('image/svg+xml')
    expect((await agent.get(`${appUrl}/explanation`)).text).toContain('Not admitted, role_missing')

    const ben = createUserAgent()
    await signIn(ben, `${appUrl}/notice`, 'ben')
    const forbidden = await ben.get(`${appUrl}/admin`)
    expect(forbidden.status).toBe(403)
    expect(forbidden.text).toContain(`src="${appUrl}/icon.svg"`)
    expect(forbidden.text).not.toContain('See how this was decided')
  })

  it('lets another person without a decision sign in first', async () => {
    expect(isSignInPage(await createUserAgent().get(`${example.appUrl}/explanation`))).toBe(true)
  })
})
