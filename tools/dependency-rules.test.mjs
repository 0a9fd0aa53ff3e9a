import { expect, it } from 'vitest'
import { checkDependencies } from './dependency-rules.mjs'

const manifest = { name: '@x/oidc-any', version: '1.0.0' }

it.each(['dependencies', 'optionalDependencies', 'peerDependencies'])('core has no %s', (kind) => {
  expect(checkDependencies('core', { ...manifest, [kind]: { jose: '^6.0.0' } })).toHaveLength(1)
})

it('an adapter does not depend on jose', () => {
  expect(checkDependencies('node', { ...manifest, dependencies: { jose: '^6.0.0' } })).toHaveLength(1)
})

it('an adapter has its framework as a peer', () => {
  expect(checkDependencies('node', { ...manifest, peerDependencies: { express: '>=4' } })).toEqual([])
})

it('an adapter that runs elsewhere too does not depend on the one for Node', () => {
  const dependencies = { '@x/oidc-core': '1.0.0', '@x/oidc-node': '1.0.0' }
  expect(checkDependencies('hono', { ...manifest, dependencies })).toHaveLength(1)
})

it('the engine has three packages beside core', () => {
  const dependencies = { '@x/oidc-core': '1.0.0', jose: '6', oauth4webapi: '3', valibot: '1' }
  expect(checkDependencies('engine', { ...manifest, dependencies })).toEqual([])
  expect(
    checkDependencies('engine', { ...manifest, dependencies: { ...dependencies, zod: '4' } }),
  ).toHaveLength(1)
})
