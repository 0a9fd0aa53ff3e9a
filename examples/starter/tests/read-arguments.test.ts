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
    expect(readArguments([], { PORT: port })).toBe(
      `'${port}' is not a port: a port is a number from 0 to 65535.`,
    )
  })

  it('takes the name of an app', () => {
    expect(readArguments(['--app=express'], {})).toMatchObject({ app: 'express' })
  })

  it.each(['koa', '', 'toString'])('refuses %j as an app, and names those that there are', (app) => {
    expect(readArguments([`--app=${app}`], {})).toBe(
      `There is no app '${app}'. Choose node, express, fastify, hono or next.`,
    )
  })

  it('takes what the provider should be like', () => {
    expect(readArguments(['--provider=keycloak'], {})).toMatchObject({ provider: 'keycloak' })
  })

  it.each(['okta', '', 'toString'])(
    'refuses %j as a provider, and names those that there are',
    (provider) => {
      expect(readArguments([`--provider=${provider}`], {})).toBe(
        `There is no provider '${provider}'. Choose keycloak, or leave --provider out.`,
      )
    },
  )

  it('refuses an option that it does not know', () => {
    expect(readArguments(['--chek=1', '--app=express'], {})).toBe(
      "There is no option '--chek'. Choose --app, --provider, --store, --instances, --check, --port, --provider-port or --help.",
    )
  })

  it('takes several processes with a store that they share', () => {
    expect(readArguments(['--app=hono', '--instances=4', '--store=redis'], {})).toMatchObject({
      ...{ instances: 4, store: 'redis' },
    })
  })

  it.each([
    [
      ['--app=hono', '--instances=4'],
      '--instances=4 needs --store=redis: without a shared store each process has sessions of its own, and does not know who signed in at another.',
    ],
    [['--store=redis'], '--store=redis is for --app=hono.'],
    [['--app=express', '--store=redis'], '--store=redis is for --app=hono.'],
    [['--app=hono', '--store=mongo'], "There is no store 'mongo'. Choose redis, or leave --store out."],
    ...['0', '17', '-1', '1.5', 'many', ''].map(
      (count) =>
        [
          ['--app=hono', '--store=redis', `--instances=${count}`],
          `'${count}' is no number of processes, expected 1 to 16.`,
        ] as const,
    ),
  ] as const)('refuses %j', (args, message) => {
    expect(readArguments(args, {})).toBe(message)
  })

  it.each([['--help'], ['-h'], ['--app=express', '--help']])('asks for the help by %s', (...args) => {
    expect(readArguments(args, {})).toBe('help')
  })
})
