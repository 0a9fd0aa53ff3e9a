import { decideAccess, defineOidcConfig, explainAccess } from '@x/oidc-node'
import { describe, expect, it } from 'vitest'
import { buildAdminPage } from '../src/pages/admin-page.ts'
import { buildApiPage } from '../src/pages/api-page.ts'
import { buildDocument } from '../src/pages/build-document.ts'
import { buildExplanationPage } from '../src/pages/explanation-page.ts'
import { buildHomePage } from '../src/pages/home-page.ts'
import { html } from '../src/pages/html.ts'
import { buildNotFoundPage } from '../src/pages/not-found-page.ts'

const hostile = `"><script>alert('x')</script>&`

const config = defineOidcConfig({
  baseUrl: 'http://localhost:3000',
  providers: [
    {
      providerId: 'demo',
      issuerUrl: 'http://localhost:4000',
      clientId: 'demo-app',
      nameClaim: 'name',
      rolesClaims: ['groups', [hostile, 'roles'], 'absent'],
    },
  ],
  security: {
    roleMapping: { [hostile]: ['ROLE_USER', `${hostile}role`] },
    impliedRoles: { ROLE_USER: [`${hostile}implied`] },
    individualRoles: { [hostile]: [`${hostile}individual`] },
  },
  session: { secret: 'a secret of at least thirty-two bytes' },
})

const decision = decideAccess(config.providers[0], {
  idToken: {
    sub: 'x',
    name: hostile,
    groups: [hostile, `${hostile}unmapped`],
    [hostile]: { roles: [hostile] },
  },
})
const user = { issuer: 'http://localhost:4000', subject: 'x', name: hostile, claims: {} }

describe('a page', () => {
  const pages = {
    home: buildHomePage({ user, roles: new Set(decision.roles) }, decision),
    explanation: buildExplanationPage(user, decision, explainAccess(decision)),
    admin: buildAdminPage(user, config),
    'use the api': buildApiPage(user, `http://localhost:4000/${hostile}`, []),
    'not found': buildNotFoundPage(user),
  }

  it.each(Object.entries(pages))('escapes hostile names, keys, roles and claims: %s', (_, page) => {
    const text = buildDocument(page)
    expect(text).toContain('&quot;&gt;&lt;script&gt;')
    expect(text.toLowerCase()).not.toContain('<script')
  })

  it('carries neither scripts nor inline styles, which the policy of the demo would refuse', () => {
    for (const page of Object.values(pages)) {
      expect(buildDocument(page)).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=/i)
    }
  })
})

describe('the explanation', () => {
  it('draws a line for every role key to every role that it gives', () => {
    const text = buildDocument(buildExplanationPage(user, decision, ''))
    const grants = decision.trace.keys.flatMap((key) => key.grants.flatMap(({ roles }) => roles))
    const fromKeys = decision.trace.rules.flatMap(({ keys }) => keys)
    const others =
      decision.trace.individual.length + decision.trace.gate.met.length + decision.trace.implied.length
    expect(text.match(/<path class="/g)).toHaveLength(grants.length + fromKeys.length + others)
  })

  it('says so when the session kept no trace', () => {
    expect(buildDocument(buildExplanationPage(user, undefined, undefined))).toContain(
      'No explanation was kept',
    )
  })
})

describe('html', () => {
  it('escapes every character that could leave a text or a quoted attribute', () => {
    expect(html`<p title="${`&<>"'`}"></p>`.toString()).toBe('<p title="&amp;&lt;&gt;&quot;&#39;"></p>')
  })

  it('lets markup pass once, and never a look-alike of it', () => {
    expect(html`${html`<b>${'<'}</b>`}`.toString()).toBe('<b>&lt;</b>')
    const lookAlike = { toString: () => '<b>' } as unknown as string
    expect(() => html`${lookAlike}`.toString()).toThrow(TypeError)
  })
})
