/**
 * The roles that options name: a union of literals, or `string` if they were widened, may be passed through, or are
 * known only at run time, from a function.
 */
export type RolesOf<Options> =
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

type RequiredRoles<List> = List extends undefined ? 'ROLE_USER' : ListRoles<List>
type PassedRoles<Passthrough> = Passthrough extends object ? string : never
type TableRoles<Table> = Table extends object ? ListRoles<Table[keyof Table]> : never
type ListRoles<List> = Extract<ElementOf<List>, string>
type KeyOf<Table> = Table extends object ? Extract<keyof Table, string> : never
type ElementOf<List> = List extends readonly (infer Element)[] ? Element : never
type Member<Value, Key> = Value extends unknown ? (Key extends keyof Value ? Value[Key] : undefined) : never
