import { expect, it } from 'vitest'
import { checkFileName } from './file-names-rule.mjs'

it.each([
  'utils.ts',
  'claim-utils.ts',
  'helpers/a.ts',
  'session-manager.ts',
  'types.ts',
  'common/a.ts',
  'readClaim.ts',
])('refuses %s', (name) => {
  expect(checkFileName(`packages/core/src/${name}`)).toBeTypeOf('string')
})

it.each([
  ...['userinfo.ts', 'claim-ref.test.ts', 'claim-ref.test-d.ts', 'commonly-used.ts', 'index.ts'],
  ...['sign-in-page.tsx', 'secrets.d.ts'],
])('accepts %s', (name) => {
  expect(checkFileName(`packages/core/src/${name}`)).toBeUndefined()
})
