import type { JsonValue } from '@x/oidc-core'
import { isJsonObject } from '../parse/parsed.ts'

/** Names of options that hold a secret, may hold one, or make no sense without one. A name too many costs nothing: no decision reads these. */
const credential =
  /secret|pass(?:w|phrase|code)|pwd|token|key|cert|credential|authentication|authmethod|authorization|assertion|bearer|cookie|session|introspection|jwk|pem$|salt|pepper|pin$|params$/iu

/** Options that a decision reads although they are named so. They are true or false. */
const decidingNames = ['caseInsensitiveKeys', 'usernameAsRoleKey']

/** Options whose members have names of the person's own. Each is a list of roles. */
const tableNames = ['roleMapping', 'individualRoles', 'impliedRoles']

/** Takes every member out that may hold a secret, at any depth, wherever the configuration stands in the value. */
export function keepDeciding(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(keepDeciding)
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).flatMap(([name, member]): readonly [string, JsonValue][] => {
    if (tableNames.includes(name) && isJsonObject(member)) return [[name, keepRoles(member)]]
    return isKept(name, member) ? [[name, keepDeciding(member)]] : []
  })
  return Object.fromEntries(members)
}

/** Whether a text that cannot be read has a name that would be taken out. */
export function namesCredential(text: string): boolean {
  return [...text.matchAll(/(?<![\w$-])(?<name>[\w$-]+)["']?\s*:/gu)].some(
    ([, name = '']) => credential.test(name) && !decidingNames.includes(name),
  )
}

function isKept(name: string, member: JsonValue): boolean {
  return !credential.test(name) || (decidingNames.includes(name) && typeof member === 'boolean')
}

function keepRoles(table: Readonly<Record<string, JsonValue>>): JsonValue {
  const entries = Object.entries(table).filter(
    ([name, roles]) => !credential.test(name) || isListOfTexts(roles),
  )
  return Object.fromEntries(entries.map(([name, roles]) => [name, keepDeciding(roles)]))
}

function isListOfTexts(value: JsonValue): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
