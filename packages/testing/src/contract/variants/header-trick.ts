/** One or more headers with which a client could imitate another caller or an internal request. */
export type HeaderTrick = readonly (readonly [name: string, value: string])[]

/** Returns one trick for each value of a header. */
export const one = (name: string, ...values: readonly string[]): readonly HeaderTrick[] =>
  values.map((value) => [[name, value]])
