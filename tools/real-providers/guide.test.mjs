import { expect, it } from 'vitest'
import { readGuide } from './guide.mjs'
import { providers } from './providers/list-providers.mjs'

it.each(providers)('reads the configuration and the roles out of the guide of $name', async ({ guide }) => {
  const { provider, roles } = await readGuide(guide)
  expect(provider.issuerUrl).toMatch(/^https:/u)
  expect(roles).toContain('ROLE_USER')
})

it('refuses a guide that promises no roles', async () => {
  await expect(readGuide('README')).rejects.toThrow('not whole')
})
