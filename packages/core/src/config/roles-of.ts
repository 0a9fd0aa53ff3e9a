import type { OidcConfig } from './oidc-config.ts'

/**
 * The roles that options name: a union of literals, such as `'ROLE_USER' | 'ROLE_ADMIN'`. It is `string` if the roles may be passed
 * through, come from a function, or lost their names because options were annotated: write `satisfies`, or `as const`.
 */
export type RolesOf<Options> = Options extends OidcConfig<infer Role> ? Role : ListedRoles<Options>

type ListedRoles<Options> = string extends NamedRoles<Options> ? string : Unnamed<NamedRoles<Options>>

/**
 * The same union without the name of an alias. Tooltips and errors show a union by the alias that made it. Here, this alias would
 * contain all options.
 */
type Unnamed<Role extends string> = [{ [Each in Role]: Each }[Role]] extends [infer Same extends string]
  ? Same
  : never

type NamedRoles<Options> =
  SharedRoles<Member<Options, 'security'>> | ProviderRoles<ElementOf<Member<Options, 'providers'>>>

type SharedRoles<Security> = Security extends object ? SecurityRoles<Security> : 'ROLE_USER'

type ProviderRoles<Provider> = Provider extends object
  ? OwnRoles<Member<Provider, 'security'>> | TableRoles<Member<Provider, 'roleMapping'>>
  : never

type OwnRoles<Security> = Security extends object ? SecurityRoles<Security> : never

type SecurityRoles<Security> = Security extends (...parameters: never) => unknown
  ? string
  : WrittenRoles<Security>

type WrittenRoles<Security> =
  | TableRoles<Member<Security, 'roleMapping'>>
  | TableRoles<Member<Security, 'individualRoles'>>
  | TableRoles<Member<Security, 'impliedRoles'>>
  | KeyOf<Member<Security, 'impliedRoles'>>
  | ListRoles<Member<Security, 'defaultRoles'>>
  | RequiredRoles<Member<Security, 'requiredRoles'>>
  | ListRoles<Member<ElementOf<Member<Security, 'rolePatterns'>>, 'roles'>>
  | PassedRoles<Member<Security, 'passthrough'>>

type RequiredRoles<List> = List extends Absent ? 'ROLE_USER' : ListRoles<List>
type PassedRoles<Passthrough> = Passthrough extends object ? string : never
type TableRoles<Table> = Table extends object ? ListRoles<Table[keyof Table]> : never
type ListRoles<List> = Extract<ElementOf<List>, string>
type KeyOf<Table> = Table extends object ? Extract<keyof Table, string> : never
type ElementOf<List> = List extends readonly (infer Element)[] ? Element : never
type Member<Value, Key> = Value extends unknown
  ? Key extends keyof Value
    ? OrAbsent<Value[Key]>
    : Absent
  : never

/** A member that is not there. Without `strictNullChecks`, `undefined` extends every type, and each test above would be true of it. */
type Absent = false
type OrAbsent<Value> = Value extends undefined ? Absent : Value
