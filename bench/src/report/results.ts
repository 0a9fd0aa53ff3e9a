import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Machine } from '../authenticated-get/describe-machine.ts'
import type { FieldResult } from '../authenticated-get/field-result.ts'

/** Microseconds to find out who is calling. */
export interface SessionRead extends Machine {
  /** From a cookie that was never seen. */
  readonly cold: number
  /** From one that was seen before. */
  readonly warm: number
  /** jose's own decryption of as many bytes as the cold one. */
  readonly jose: number
}

/** What the last runs showed. */
export interface Results {
  /** By title. */
  readonly fields: Readonly<Record<string, FieldResult>>
  readonly sessionRead: SessionRead | undefined
}

export const resultsFolder = new URL('../../results/', import.meta.url)

const files = { fields: 'authenticated-get.json', sessionRead: 'session-read.json' }

export function readResults(): Results {
  return {
    fields: (read(files.fields) ?? {}) as Results['fields'],
    sessionRead: read(files.sessionRead) as Results['sessionRead'],
  }
}

export function writeField(title: string, result: FieldResult): void {
  write(files.fields, { ...readResults().fields, [title]: result })
}

export function writeSessionRead(result: SessionRead): void {
  write(files.sessionRead, result)
}

function read(name: string): unknown {
  const file = new URL(name, resultsFolder)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function write(name: string, result: unknown): void {
  mkdirSync(resultsFolder, { recursive: true })
  writeFileSync(new URL(name, resultsFolder), `${JSON.stringify(result, null, 2)}\n`)
}
