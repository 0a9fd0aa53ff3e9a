/** A header, or several, with which a client could try to be taken for somebody else, or for something inside. */
export type HeaderTrick = readonly (readonly [name: string, value: string])[]

/** One trick for each value of a header. */
export const one = (name: string, ...values: readonly string[]): readonly HeaderTrick[] =>
  values.map((value) => [[name, value]])
