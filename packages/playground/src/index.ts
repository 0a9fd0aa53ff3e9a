export { buildPlayground } from './build-playground.ts'
export { startPlayground } from './start-playground.ts'
