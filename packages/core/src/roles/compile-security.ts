import { foldAscii } from '../config/fold-key.ts'
import type { SecurityConfig } from '../config/oidc-config.ts'
import type { Glob } from './glob.ts'
import { parseGlob } from './glob.ts'
import type { KeyGrant } from './trace.ts'

export interface CompiledSecurity {
  /** Normalizes a role key in the same way as the keys of `mapping` and the globs were normalized. */
  readonly fold: (key: string) => string
  readonly mapping: ReadonlyMap<string, KeyGrant>
  readonly patterns: readonly CompiledPattern[]
  /** The patterns of `passthrough.allow`. */
  readonly allow: readonly CompiledPattern[]
  /** The prefix that passthrough adds to a key. */
  readonly prefix: string
  /** Roles that cannot be passed through. */
  readonly reserved: ReadonlySet<string>
}

export interface CompiledPattern {
  readonly glob: Glob
  readonly grant: KeyGrant
}

const compiled = new WeakMap<SecurityConfig, CompiledSecurity>()

/** Compiles a `security` once, so that the cost of a decision does not grow with the mapping. */
export function compileSecurity(security: SecurityConfig): CompiledSecurity {
  let result = compiled.get(security)
  if (result === undefined) {
    result = compile(security)
    // An object that is not frozen may change, so it is not cached.
    if (Object.isFrozen(security)) compiled.set(security, result)
  }
  return result
}

function compile(security: SecurityConfig): CompiledSecurity {
  const fold = security.caseInsensitiveKeys ? foldAscii : (key: string) => key
  const entries = Object.entries(security.roleMapping)
  const compilePattern = (by: KeyGrant['by'], entry: string, roles: readonly string[]): CompiledPattern => {
    return { glob: parseGlob(fold(entry)), grant: { by, entry, roles } }
  }
  const { passthrough } = security
  return {
    fold,
    mapping: new Map(entries.map(([key, roles]) => [fold(key), { by: 'mapping', entry: key, roles }])),
    patterns: security.rolePatterns.map(({ pattern, roles }) => compilePattern('pattern', pattern, roles)),
    allow: passthrough ? passthrough.allow.map((allowed) => compilePattern('passthrough', allowed, [])) : [],
    prefix: (passthrough && passthrough.prefix) || '',
    reserved: new Set(passthrough ? passthrough.except : []),
  }
}
