// Reads Stryker's report. Without it CI would not show which mutants the tests let live.

/** Where Stryker writes it, from the root. */
export const mutationReport = '.cache/mutation.json'

/**
 * @typedef {object} Mutant
 * @property {string} status
 * @property {string} mutatorName
 * @property {string} [replacement]
 * @property {{ start: { line: number } }} location
 */

/** @typedef {{ files: Record<string, { mutants: Mutant[] }> }} Report */

/** @param {Report} report @param {string} [folder] counts only the files below it */
export function countMutants({ files }, folder = '') {
  const all = Object.entries(files)
    .filter(([file]) => file.startsWith(folder))
    .flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant })))
  const having = (/** @type {string[]} */ ...states) => all.filter(({ status }) => states.includes(status))
  const killed = having('Killed').length
  const timeouts = having('Timeout').length
  const alive = having('Survived', 'NoCoverage')
  const mutants = killed + timeouts + alive.length
  return {
    mutants,
    killed,
    timeouts,
    percent: mutants === 0 ? 0 : (100 * (killed + timeouts)) / mutants,
    survivors: alive.map(
      ({ file, location, mutatorName, replacement = '' }) =>
        `${file}:${location.start.line} ${mutatorName} → ${replacement}`,
    ),
  }
}

/** @param {ReturnType<typeof countMutants>} count */
export function describeCount({ mutants, killed, timeouts, survivors, percent }) {
  return (
    `${mutants} mutants, ${killed} killed, ${timeouts} timed out, ${survivors.length} survived: ` +
    `${percent.toFixed(1)} %`
  )
}
