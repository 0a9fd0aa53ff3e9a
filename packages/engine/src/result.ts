/** What an operation found: a value, or the rule that what it looked at breaks. Failures of a provider or a store are thrown. */
export type Result<Value, Rule, Detail = never> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly rule: Rule; readonly detail?: Detail }
