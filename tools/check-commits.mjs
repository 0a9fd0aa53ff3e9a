// Checks the messages of the commits since the rules for them hold. It needs Node and git alone.
import { checkCommits } from './commit-rules.mjs'
import { reportProblems } from './report-problems.mjs'
import { root } from './workspace.mjs'

/** The last commit before the rules. */
const base = '4fd40e637a9464ea45736ed8f18097aa82141ff8'

const { problems, success } = checkCommits(root, base)
reportProblems(problems, success)
