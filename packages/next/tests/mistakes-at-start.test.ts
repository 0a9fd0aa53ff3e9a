import { createOidc } from '@x/oidc-next'
import { minimalOptions } from '@x/oidc-testing'
import { expect, it, onTestFinished, vi } from 'vitest'

it('writes a mistake of the configuration to the console once, because Next.js drops what a module throws at the start', () => {
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  onTestFinished(() => errors.mockRestore())
  const options = { ...minimalOptions(), baseUrl: 'localhost:3000' }
  for (let instance = 0; instance < 3; instance += 1)
    expect(() => createOidc(options)).toThrow('baseUrl has no scheme')
  expect(errors.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^\[oidc\] createOidc failed: The OIDC configuration has an error:\n- baseUrl has no scheme/u,
      ),
    ],
  ])
})
