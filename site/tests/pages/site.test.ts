import { beforeEach, describe, expect, it } from 'vitest'
import { findBarriers } from '../../../examples/starter/tests/find-barriers.ts'
import { kinds, sizes, visitSite } from './visit-site.ts'

const { open, newPage, url } = visitSite()

describe.each(['narrow', 'wide'] as const)('without JavaScript, %s', (size) => {
  beforeEach(() => open({ javaScriptEnabled: false, viewport: sizes[size] }))

  it.each(kinds)('can be read: /%s', async (path) => {
    const page = await newPage()
    await page.goto(url() + path)
    expect(await page.locator('h1').first().isVisible()).toBe(true)
    const words = await page.locator('main, .VPContent').first().innerText()
    expect(words.length).toBeGreaterThan(200)
  })

  it('leads from page to page', async () => {
    const page = await newPage()
    await page.goto(`${url()}guides/logout.html`)
    await page.locator('.VPSidebar a', { hasText: 'Tenants' }).click()
    expect(await page.locator('h1').innerText()).toContain('Tenants')
    await page.locator('.VPSidebar summary', { hasText: 'Providers' }).click()
    await page.locator('.VPSidebar a', { hasText: 'Keycloak' }).first().click()
    expect(page.url()).toBe(`${url()}providers/keycloak.html`)
  })
})

describe('a page that is not there', () => {
  beforeEach(() => open({ viewport: sizes.wide }))

  it('says so, with the status 404', async () => {
    const page = await newPage()
    const response = await page.goto(`${url()}no-such-page`)
    expect(response?.status()).toBe(404)
    await page.getByText('There is no such page').waitFor()
  })
})

describe('the search', () => {
  beforeEach(() => open({ viewport: sizes.wide }))

  it.each([
    ['403', /errors\.html|http\.html|no-access\.html/u],
    ['transaction_missing', /errors\.html#transaction_missing/u],
    ['roleMaxAgeSeconds', /configuration\.html|sessions-that-refresh\.html/u],
    ['createUserAgent', /testing/u],
  ])('finds %s', async (words, expected) => {
    const page = await newPage()
    await page.goto(`${url()}start.html`, { waitUntil: 'networkidle' })
    await page.locator('.VPNavBarSearch button').click()
    await page.locator('dialog.search-box input').fill(words)
    await page.locator('dialog.search-box li a').first().waitFor()
    const links = await page
      .locator('dialog.search-box li a')
      .evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).href))
    expect(links.some((link) => expected.test(link))).toBe(true)
    expect(await findBarriers(page)).toEqual([])
  })
})

describe('the playground', () => {
  const fragment = (state: unknown) => `#state=${Buffer.from(JSON.stringify(state)).toString('base64url')}`
  const configuration = JSON.stringify({
    providers: [{ rolesClaims: ['groups'] }],
    security: { roleMapping: { admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
  })
  beforeEach(() => open({ viewport: sizes.wide }))

  it('shows the picture of what the fragment of its address holds', async () => {
    const page = await newPage()
    const claims = JSON.stringify({ sub: 'grace', groups: ['admins'] })
    await page.goto(`${url()}try.html${fragment({ claims, configuration })}`, { waitUntil: 'networkidle' })
    await page.locator('.playground .outcome', { hasText: 'Admitted as grace' }).waitFor()
    expect(await page.locator('.oidc-decision').innerText()).toContain('ROLE_ADMIN')
    expect(await page.locator('.oidc-decision svg').count()).toBeGreaterThan(0)
    expect(await page.locator('.playground .words + *, .playground .copyable').first().innerText()).toContain(
      'roleMapping "admins"',
    )
    expect(await findBarriers(page)).toEqual([])
  })

  it('decides again while a person types', async () => {
    const page = await newPage()
    await page.goto(`${url()}try.html`, { waitUntil: 'networkidle' })
    await page.locator('#playground-configuration').fill(configuration)
    await page.locator('#playground-claims').fill('{ "sub": "ada", "groups": ["guests"] }')
    await page.locator('.playground .outcome.shut').waitFor()
  })

  it.each([
    ['no text', '#state=%00%ff'],
    ['no JSON', `#state=${Buffer.from('{"claims').toString('base64url')}`],
    ['other members', fragment({ script: '<script>alert(1)</script>' })],
    ['markup', fragment({ claims: '<img src=x onerror="document.title = 1">', configuration })],
  ])('says clearly that a fragment cannot be used: %s', async (_, hash) => {
    const page = await newPage()
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(`${url()}try.html${hash}`, { waitUntil: 'networkidle' })
    const remark = page.locator('.playground .remark.error:visible, .playground .share:visible').first()
    await remark.waitFor()
    expect((await remark.innerText()).length).toBeGreaterThan(20)
    expect(await page.title()).toContain('Try your claims')
    expect(await page.locator('.playground img, .playground script').count()).toBe(0)
    expect(dialogs).toEqual([])
  })
})
