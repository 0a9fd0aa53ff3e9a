/** A header, or several, with which a client could try to pass for another caller, or for an internal one. */
export type HeaderTrick = readonly (readonly [name: string, value: string])[]

/** One trick for each value of a header. */
export const one = (name: string, ...values: readonly string[]): readonly HeaderTrick[] =>
  values.map((value) => [[name, value]])
