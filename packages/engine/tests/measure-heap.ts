import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** The bytes of the heap in use after a collection. */
export function measureHeap(): number {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}
