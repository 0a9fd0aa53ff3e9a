import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { events } from '../src/events.ts'

const folder = join(import.meta.dirname, '../../core/src/config')

/** The codes that core gives to warnings about a configuration: `warn(path, 'code', …)`. Those of `fromAtoti` reach no log. */
function listWarningCodes(): readonly string[] {
  // `ObjectReader` passes on what it is given.
  const others = ['from-atoti.ts', 'object-reader.ts']
  const sources = readdirSync(folder).filter((name) => !name.includes('.test') && !others.includes(name))
  return sources.flatMap((name) => {
    const calls = readFileSync(join(folder, name), 'utf8')
      .split(/\.warn\(/u)
      .slice(1)
    return calls.flatMap((call) => {
      const [, code] = /^\s*(?:\[[^\]]*\]|\w+|'\w+'),\s*'(\w+)'/u.exec(call) ?? []
      // A call that this cannot read is listed, too, so that it fails.
      return [code ?? `${name}: ${call.slice(0, 60)}`]
    })
  })
}

it('the table of events has every warning about a configuration', () => {
  const codes = listWarningCodes()
  expect(codes.length).toBeGreaterThan(7)
  expect([...new Set(codes)].filter((code) => !Object.hasOwn(events, code))).toEqual([])
})
