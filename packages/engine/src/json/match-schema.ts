import { withoutPrototype } from '@x/oidc-core'
import * as v from 'valibot'
import { dropPrototype } from './drop-prototype.ts'

/**
 * Gives foreign data the shape of a schema; undefined where it has another shape. Own members count alone: valibot would read a
 * member that is not there from a polluted `Object.prototype`.
 */
export function matchSchema<Shape>(
  schema: v.GenericSchema<unknown, Shape>,
  value: unknown,
): Shape | undefined {
  const isObject = typeof value === 'object' && value !== null
  const result = v.safeParse(schema, isObject ? withoutPrototype(value) : value, { abortEarly: true })
  return result.success ? dropPrototype(result.output) : undefined
}
