export { runProgram } from './run-program.ts'
export type { Surroundings } from './surroundings.ts'
