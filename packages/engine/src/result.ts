/** The result of an operation: a value, or the rule that the input fails. Errors of a provider or a store are thrown. */
export type Result<Value, Rule, Detail = never> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly rule: Rule; readonly detail?: Detail }
