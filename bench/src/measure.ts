/** Something to be timed. It must leave its result, or the compiler could leave out the work. */
export interface Contender {
  readonly name: string
  readonly run: () => unknown
}

/** How long one sample lasts at least: the clock and a pause of the machine weigh little against it. */
const sampleMilliseconds = 20

/** Microseconds since some moment. */
export type Clock = () => number

const wallClock: Clock = () => performance.now() * 1000

/** The processor time of this process, all its threads together. */
export const cpuClock: Clock = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

/**
 * Times every contender in every round, so that a slow moment of the machine hits all of them.
 * @returns for each contender the median microseconds of one run
 */
export async function measureAlternating(
  contenders: readonly Contender[],
  rounds: number,
  clock: Clock = wallClock,
): Promise<Map<string, number>> {
  const samples = contenders.map((): number[] => [])
  const counts: number[] = []
  // The first round finds out how many runs fill a sample, and lets the compiler warm up.
  for (const contender of contenders) counts.push(await countRuns(contender, clock))
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      samples[index]?.push(await timeRuns(contender, counts[index] ?? 1, clock))
    }
  }
  return new Map(contenders.map(({ name }, index) => [name, median(samples[index] ?? [])]))
}

async function countRuns(contender: Contender, clock: Clock): Promise<number> {
  for (let count = 1; ; count *= 2) {
    const microseconds = await timeRuns(contender, count, clock)
    if (count * microseconds >= sampleMilliseconds * 1000) return count
  }
}

/** Microseconds of one run, on the average of `count`. */
async function timeRuns({ run }: Contender, count: number, clock: Clock): Promise<number> {
  const started = clock()
  for (let at = 0; at < count; at++) {
    const result = run()
    // Awaiting what is no promise would bill the synchronous contenders for a turn of the loop.
    if (result instanceof Promise) await result
  }
  return (clock() - started) / count
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}
