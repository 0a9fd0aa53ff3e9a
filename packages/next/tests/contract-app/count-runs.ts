// Each route has an instance of this module, the process has one count.
const counter = globalThis as { contractRuns?: number }

export function countRun(): void {
  counter.contractRuns = readRuns() + 1
}

export function readRuns(): number {
  return counter.contractRuns ?? 0
}
