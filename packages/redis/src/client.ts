import { createHash } from 'node:crypto'

/**
 * A client of the package `redis`, version 5 or later: what `createClient`, `createClientPool`, `createSentinel` or `createCluster`
 * returns. It must be connected before the first request.
 */
export interface NodeRedisClient {
  /** Reads the text of a key. */
  get(key: string): Promise<unknown>
  /** Runs a script. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  /** Runs a script that the server has run before. */
  evalSha(sha1: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** A client of the package `ioredis`, version 5 or later: `new Redis(…)` for one server or sentinels, or `new Cluster(…)`. */
export interface IoredisClient {
  /** Reads the text of a key. */
  get(key: string): Promise<unknown>
  /** Runs a script. */
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>
  /** Runs a script that the server has run before. */
  evalsha(sha1: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>
}

/** The application's own client of Redis. */
export type RedisClient = NodeRedisClient | IoredisClient

/** The commands that the stores send. Each touches one key, so that it works in a cluster. */
export interface Commands {
  /** Returns the text of a key; undefined if there is none. */
  readonly get: (key: string) => Promise<string | undefined>
  /** Runs a script on one key, in one step. */
  readonly run: (script: Script, key: string, values: readonly (string | number)[]) => Promise<unknown>
}

/** A script for the server, which knows it by its hash after the first call. */
export interface Script {
  readonly text: string
  readonly sha1: string
}

/** Defines a script of Lua that may use the one key `KEYS[1]`. */
export function defineScript(text: string): Script {
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}

/**
 * Reads which client the application uses.
 * @throws TypeError if it is neither
 */
export function createCommands(client: RedisClient): Commands {
  const { call, callText } = describeClient(client)
  return {
    async get(key) {
      const value = await client.get(key)
      if (value === null || value === undefined) return undefined
      if (typeof value === 'string') return value
      throw new TypeError(
        `Redis returned a value of type ${typeof value}, expected a text: the client must map no types.`,
      )
    },
    async run({ sha1, text }, key, values) {
      const given = values.map(String)
      try {
        return await call(sha1, key, given)
      } catch (error) {
        // The server was restarted, or is another one since a failover.
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
        return callText(text, key, given)
      }
    },
  }
}

type Call = (script: string, key: string, values: string[]) => Promise<unknown>

function describeClient(client: RedisClient): { readonly call: Call; readonly callText: Call } {
  if (hasFunction(client, 'evalSha'))
    return {
      call: (sha1, key, values) => client.evalSha(sha1, { keys: [key], arguments: values }),
      callText: (text, key, values) => client.eval(text, { keys: [key], arguments: values }),
    }
  if (hasFunction(client, 'evalsha'))
    return {
      call: (sha1, key, values) => client.evalsha(sha1, 1, key, ...values),
      callText: (text, key, values) => client.eval(text, 1, key, ...values),
    }
  throw new TypeError(
    `The client of Redis is ${describeType(client)}, expected a client of the package "redis" (5 or later) or "ioredis" (5 or ` +
      'later), for example the result of createClient().',
  )
}

function hasFunction<Name extends string>(
  client: unknown,
  name: Name,
): client is Extract<RedisClient, Record<Name, unknown>> {
  return typeof (client as Partial<Record<string, unknown>> | null | undefined)?.[name] === 'function'
}

function describeType(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return value instanceof Promise ? 'a promise' : `of type ${typeof value}`
}
