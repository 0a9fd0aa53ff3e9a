import { existsSync, readFileSync } from 'node:fs'

/** The kernel counts in hundredths of a second, on every Linux. */
const ticksPerSecond = 100

/**
 * Reads the processor time that a process has taken, all its threads together; undefined where there is no /proc. On a
 * machine with other work it says more than the throughput does.
 */
export function readCpuSeconds(processId: number): number | undefined {
  const file = `/proc/${processId}/stat`
  if (!existsSync(file)) return undefined
  // The second field is the program's name, which may hold blanks and brackets.
  const [, fields = ''] = /\) (?<fields>.*)$/u.exec(readFileSync(file, 'utf8').trim()) ?? []
  const [userTicks = 0, systemTicks = 0] = fields.split(' ').slice(11, 13).map(Number)
  return (userTicks + systemTicks) / ticksPerSecond
}
