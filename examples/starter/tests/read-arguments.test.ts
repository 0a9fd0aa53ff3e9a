import { describe, expect, it } from 'vitest'
import { readArguments } from '../src/read-arguments.ts'

describe('readArguments', () => {
  it('takes 3000 and 4000 when nothing is said', () => {
    expect(readArguments([], {})).toEqual({ app: undefined, check: false, port: 3000, providerPort: 4000 })
  })

  it('prefers the command line to the environment', () => {
    expect(readArguments(['--check', '--port', '5000'], { PORT: '6000', PROVIDER_PORT: '6001' })).toEqual({
      app: undefined,
      check: true,
      port: 5000,
      providerPort: 6001,
    })
  })

  it.each(['', 'abc', '-1', '65536', '3000.5', ' 3000'])('refuses %j as a port', (port) => {
    expect(readArguments([], { PORT: port })).toBe(`'${port}' is not a port.`)
  })

  it('takes the name of an app', () => {
    expect(readArguments(['--app=express'], {})).toMatchObject({ app: 'express' })
  })

  it.each(['koa', '', 'toString'])('refuses %j as an app, and names those that there are', (app) => {
    expect(readArguments([`--app=${app}`], {})).toBe(
      `There is no app '${app}', only node, express, fastify, hono, next.`,
    )
  })

  it('takes what the provider should be like', () => {
    expect(readArguments(['--provider=keycloak'], {})).toMatchObject({ provider: 'keycloak' })
  })

  it.each(['okta', '', 'toString'])(
    'refuses %j as a provider, and names those that there are',
    (provider) => {
      expect(readArguments([`--provider=${provider}`], {})).toBe(
        `There is no provider '${provider}', only keycloak.`,
      )
    },
  )

  it('refuses an option that it does not know', () => {
    expect(readArguments(['--chek'], {})).toContain('--chek')
  })
})
