import * as v from 'valibot'
import { describe, expect as assert, it } from 'vitest'
import { expect, invalidOptions, optionIssue, readOptions } from './read-options.ts'

const entries = {
  name: v.string(expect('missing', 'must be a text.')),
  seconds: v.exactOptional(
    v.pipe(
      v.number(expect('invalid_type', 'must be seconds.')),
      v.maxValue(60, expect('out_of_range', 'must be 60 or less.')),
    ),
  ),
  // Valibot's own message quotes the value.
  kind: v.exactOptional(v.picklist(['a', 'b'])),
}
const list = (given: unknown) =>
  readOptions(given, entries, ['at', 0]).issues.map(
    ({ path, code, message }) => `${path.join('.')} ${code} ${message}`,
  )

describe('readOptions', () => {
  it('gives a frozen copy without a prototype, and no issue, for what is right', () => {
    const given = { name: 'a', seconds: 60 }
    const { values, issues } = readOptions(given, entries)
    assert(issues).toEqual([])
    assert(Object.getPrototypeOf(values)).toBeNull()
    given.name = 'b'
    assert(values['name']).toBe('a')
    assert(() => Object.assign(values, { name: 'b' })).toThrow(TypeError)
  })

  it('says where, what came and what was expected, and quotes no text', () => {
    assert(list({})).toEqual(['at.0.name missing must be a text. It is without a value.'])
    assert(list({ name: ['secret'] })).toEqual(['at.0.name missing must be a text. It is a list.'])
    assert(list({ name: 'a', seconds: 'secret' })).toEqual([
      'at.0.seconds invalid_type must be seconds. It is a string.',
    ])
    assert(list({ name: 'a', seconds: undefined })).toHaveLength(1)
    assert(list({ name: 'a', seconds: 61 })).toEqual(['at.0.seconds out_of_range must be 60 or less.'])
    assert(list({ name: 'a', kind: 'secret' })).toEqual([
      'at.0.kind invalid_type has a value of the wrong type. It is a string.',
    ])
  })

  it('names the nearest known key for one that is unknown', () => {
    assert(list({ name: 'a', second: 1 })).toEqual([
      'at.0.second unknown_key is unknown. The nearest key is "seconds".',
    ])
  })

  it('refuses what is inherited, and takes no value from a polluted prototype', () => {
    assert(list(Object.create({ name: 'a' }))).toEqual([
      'at.0.name inherited is inherited or hidden. Set it in the object itself, which is plain data.',
    ])
    for (const key of ['name', 'seconds', 'typed', 'message', 'abortEarly']) {
      Object.assign(Object.prototype, { [key]: 'polluted' })
      try {
        assert(list({}).length).toBeGreaterThan(0)
        assert(readOptions({}, entries).values).not.toHaveProperty(key)
      } finally {
        Reflect.deleteProperty(Object.prototype, key)
      }
    }
  })

  it('never throws, and gives one issue for a value that cannot be read', () => {
    const failing = {
      get name() {
        throw new Error('secret')
      },
    }
    assert(list(failing)).toEqual(['at.0.name unreadable cannot be read, or is too large. Give plain data.'])
    for (const given of [null, undefined, 1, 'secret', [], () => undefined])
      assert(list(given)[0]).toMatch(/^at\.0 invalid_type must be an object, such as \{ \w+: … \}\. It /u)
  })
})

it('renders every issue in one message', () => {
  const error = invalidOptions('It', [optionIssue(['a', 'b'], 'conflict', 'goes with c alone.')])
  assert(error).toMatchObject({
    code: 'config_invalid',
    message: 'It has an error:\n- a.b goes with c alone.',
  })
})
