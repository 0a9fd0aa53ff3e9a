import { withoutPrototype } from '@x/oidc-core'
import * as v from 'valibot'
import { dropPrototype } from './drop-prototype.ts'

/**
 * Parses foreign data by a schema; undefined if it does not match. Only own members count: valibot would read an absent member
 * from a polluted `Object.prototype`.
 */
export function matchSchema<Shape>(
  schema: v.GenericSchema<unknown, Shape>,
  value: unknown,
): Shape | undefined {
  const isObject = typeof value === 'object' && value !== null
  const result = v.safeParse(schema, isObject ? withoutPrototype(value) : value, { abortEarly: true })
  return result.success ? dropPrototype(result.output) : undefined
}
