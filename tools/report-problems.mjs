// The ending that all checks share: problems one a line and exit code 1, or what was found to be right.

/** @param {string[]} problems @param {string} success */
export function reportProblems(problems, success) {
  for (const problem of problems) console.error(`✘ ${problem}`)
  if (problems.length > 0) process.exitCode = 1
  else console.log(success)
}
