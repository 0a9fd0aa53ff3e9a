// Bundled and started on Node, Bun and Deno by `npm run test:runtimes`, with a seed and a number of inputs.
import { checkRuntimeCrypto } from './check-runtime-crypto.ts'

const [seed, runs] = process.argv.slice(2).map(Number)
if (seed === undefined || runs === undefined) throw new Error('usage: program <seed> <runs>')
console.log(JSON.stringify(await checkRuntimeCrypto({ seed, runs })))
