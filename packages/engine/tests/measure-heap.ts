import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** The bytes of the heap in use, once a further collection frees nothing of note. */
export function measureHeap(): number {
  let bytes = Infinity
  for (;;) {
    collectGarbage()
    const { heapUsed } = process.memoryUsage()
    if (heapUsed > bytes - 4096) return Math.min(bytes, heapUsed)
    bytes = heapUsed
  }
}
