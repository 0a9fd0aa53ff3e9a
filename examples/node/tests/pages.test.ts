import { decideAccess, defineOidcConfig, explainAccess } from '@x/oidc-node'
import { html } from '@x/oidc-picture/markup'
import { describe, expect, it } from 'vitest'
import { buildAdminPage } from '../src/pages/admin-page.ts'
import { buildApiPage } from '../src/pages/api-page.ts'
import { buildDocument } from '../src/pages/build-document.ts'
import { buildExplanationPage } from '../src/pages/explanation-page.ts'
import { listOpen } from '../src/pages/destinations.ts'
import { buildDocsPage } from '../src/pages/docs-page.ts'
import { documents } from '../src/pages/documents.ts'
import { findAsset } from '../src/pages/assets.ts'
import { buildHomePage } from '../src/pages/home-page.ts'
import { buildLandingPage } from '../src/pages/landing-page.ts'
import { buildNotFoundPage } from '../src/pages/not-found-page.ts'
import { buildEditPage, buildNoticePage } from '../src/pages/notice-pages.ts'
import { buildOrdersPage } from '../src/pages/orders-page.ts'

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
const copyScript = '<script type="module" src="/modules/copy/main.ts"></script>'

const user = { issuer: 'http://localhost:4000', subject: 'x', name: hostile, claims: {}, extra: undefined }
const viewer = { user, roles: new Set(decision.roles), decision }
const anonymous = { user: undefined, roles: new Set<string>() }
const denial = decideAccess(config.providers[0], {
  // Another name: `individualRoles` has the hostile one.
  idToken: { sub: 'x', name: `${hostile}!`, groups: [`${hostile}unmapped`] },
})
const deniedViewer = { ...anonymous, decision: denial }
const trial = { peopleUrl: 'http://localhost:4000/people', roleMaxAgeSeconds: 30 }

describe('a page', () => {
  const pages = {
    home: buildHomePage({ ...viewer, user }, trial),
    orders: buildOrdersPage(viewer, { status: 200, text: hostile, rolesDecidedAt: 0 }, trial),
    explanation: buildExplanationPage(viewer),
    admin: buildAdminPage(viewer, config),
    notice: buildNoticePage(viewer, { author: hostile, text: hostile }),
    edit: buildEditPage(viewer, { author: hostile, text: hostile }),
    'use the api': buildApiPage(viewer, `http://localhost:4000/${hostile}`, []),
    docs: buildDocsPage(viewer),
    'not found': buildNotFoundPage(viewer),
    'home, not admitted': buildLandingPage(deniedViewer, trial),
    'explanation, not admitted': buildExplanationPage(deniedViewer),
  }

  it.each(Object.entries(pages))('escapes hostile names, keys, roles and claims: %s', (_, page) => {
    const text = buildDocument(page).replace(copyScript, '')
    expect(text).toContain('&quot;&gt;&lt;script&gt;')
    expect(text.toLowerCase()).not.toContain('<script')
  })

  it('carries neither inline scripts nor inline styles, which the policy of the demo would refuse', () => {
    for (const page of Object.values(pages)) {
      expect(buildDocument(page).replace(copyScript, '')).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=/i)
    }
  })
})

describe('the explanation', () => {
  it('draws a line for every role key to every role that it gives', () => {
    const text = buildDocument(buildExplanationPage(viewer))
    const grants = decision.trace.keys.flatMap((key) => key.grants.flatMap(({ roles }) => roles))
    const fromKeys = decision.trace.rules.flatMap(({ keys }) => keys)
    const others =
      decision.trace.individual.length + decision.trace.gate.met.length + decision.trace.implied.length
    expect(text.match(/<path class="/g)).toHaveLength(grants.length + fromKeys.length + others)
  })

  it('says so when the session kept no trace', () => {
    expect(buildDocument(buildExplanationPage({ ...viewer, decision: undefined }))).toContain(
      'No explanation was kept',
    )
  })
})

describe('the explanation of a denial', () => {
  it('draws the shut gate, and has the same words as the log', () => {
    expect(denial).toMatchObject({ admitted: false, reason: 'role_missing' })
    const text = buildDocument(buildExplanationPage(deniedViewer))
    expect(text).toContain('<strong title="Shut">Shut</strong>')
    expect(text).toContain(html`<pre>${explainAccess(denial)}</pre>`.toString())
    expect(text).toContain('Use another account')
  })
})

describe('the menu', () => {
  const list = (viewer: Parameters<typeof listOpen>[0]) => listOpen(viewer).map(({ path }) => path)
  const open = ['/', '/try', '/use-the-api', '/docs']

  it.each([
    ['an anonymous person', anonymous, open],
    ['a person who is not admitted', deniedViewer, ['/', '/explanation', ...open.slice(1)]],
    [
      'staff whose session kept no trace',
      { user, roles: new Set(['ROLE_USER']) },
      [...open.slice(0, 3), '/notice', '/orders', '/docs'],
    ],
    [
      'an administrator',
      { user, roles: new Set(['ROLE_USER', 'ROLE_ADMIN']), decision },
      ['/', '/explanation', '/try', '/use-the-api', '/notice', '/orders', '/admin', '/docs'],
    ],
  ])('offers to %s what is open, and nothing else', (_, viewer, paths) => {
    expect(list(viewer)).toEqual(paths)
  })
})

describe('the docs', () => {
  it('are served as plain text, each under its path in the workspace, and no other file is', () => {
    const paths = Object.values(documents).flatMap((listed) => listed.map(({ path }) => path))
    expect(paths).toContain('docs/configuration.md')
    expect(paths).toContain('docs/guides/no-access.md')
    for (const path of paths) {
      expect(findAsset(`/${path}`)).toMatchObject({ contentType: 'text/plain; charset=utf-8' })
    }
    for (const path of [
      '/package.json',
      '/docs/../package.json',
      '/docs/decisions/README.md',
      '/README.md/',
    ]) {
      expect(findAsset(path)).toBeUndefined()
    }
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
