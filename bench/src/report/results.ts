import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Machine } from '../authenticated-get/describe-machine.ts'
import type { Field } from '../authenticated-get/contenders.ts'
import type { FieldResult } from '../authenticated-get/field-result.ts'
import type { CallbackResult } from '../people/callback-result.ts'
import type { ColdStartResult } from '../people/cold-start-result.ts'
import type { MemoryResult } from '../people/memory-result.ts'
import type { PeopleField } from '../people/people-fields.ts'
import type { PeopleResult } from '../people/people-result.ts'

/** Microseconds to find out who is calling. */
export interface SessionRead extends Machine {
  /** From a cookie that was never seen. */
  readonly cold: number
  /** From one that was seen before. */
  readonly warm: number
  /** jose's own decryption of as many bytes as the cold one. */
  readonly jose: number
}

/** Microseconds to find out whose an access token is. */
export interface TokenVerification extends Machine {
  /** The first is what the others are compared with. */
  readonly contenders: readonly TokenContender[]
}

export interface TokenContender {
  readonly name: string
  readonly kind: 'ours' | 'peer'
  /** By signature algorithm. */
  readonly microseconds: Readonly<Record<string, number>>
}

/** What the last runs showed. */
export interface Results {
  /** By the credential and the title of the field. */
  readonly fields: Readonly<Record<Field['credential'], Readonly<Record<string, FieldResult>>>>
  readonly sessionRead: SessionRead | undefined
  readonly tokenVerification: TokenVerification | undefined
  /** By the credential and the title of the field. */
  readonly people: Readonly<Record<Field['credential'], Readonly<Record<string, PeopleResult>>>>
  /** Of those whose sessions are in Redis, by the title of the field. */
  readonly stored: Readonly<Record<string, PeopleResult>>
  readonly coldStart: ColdStartResult | undefined
  readonly callback: CallbackResult | undefined
  readonly memory: MemoryResult | undefined
}

export const resultsFolder = new URL('../../results/', import.meta.url)

const files = {
  cookie: 'authenticated-get.json',
  token: 'bearer-request.json',
  sessionRead: 'session-read.json',
  tokenVerification: 'token-verification.json',
  people: { cookie: 'people-sessions.json', token: 'people-tokens.json' },
  stored: 'people-stored.json',
  coldStart: 'cold-start.json',
  callback: 'callback.json',
  memory: 'memory.json',
}

export function readResults(): Results {
  return {
    fields: { cookie: read(files.cookie) ?? {}, token: read(files.token) ?? {} } as Results['fields'],
    sessionRead: read(files.sessionRead) as Results['sessionRead'],
    tokenVerification: read(files.tokenVerification) as Results['tokenVerification'],
    people: {
      cookie: read(files.people.cookie) ?? {},
      token: read(files.people.token) ?? {},
    } as Results['people'],
    stored: (read(files.stored) ?? {}) as Results['stored'],
    coldStart: read(files.coldStart) as Results['coldStart'],
    callback: read(files.callback) as Results['callback'],
    memory: read(files.memory) as Results['memory'],
  }
}

export function writeField({ credential, title }: Field, result: FieldResult): void {
  write(files[credential], { ...readResults().fields[credential], [title]: result })
}

export function writeSessionRead(result: SessionRead): void {
  write(files.sessionRead, result)
}

export function writeTokenVerification(result: TokenVerification): void {
  write(files.tokenVerification, result)
}

export function writePeople({ credential, isStored, title }: PeopleField, result: PeopleResult): void {
  if (isStored === true) write(files.stored, { ...readResults().stored, [title]: result })
  else write(files.people[credential], { ...readResults().people[credential], [title]: result })
}

export function writeColdStart(result: ColdStartResult): void {
  write(files.coldStart, result)
}

export function writeCallback(result: CallbackResult): void {
  write(files.callback, result)
}

export function writeMemory(result: MemoryResult): void {
  write(files.memory, result)
}

function read(name: string): unknown {
  const file = new URL(name, resultsFolder)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function write(name: string, result: unknown): void {
  mkdirSync(resultsFolder, { recursive: true })
  writeFileSync(new URL(name, resultsFolder), `${JSON.stringify(result, null, 2)}\n`)
}
