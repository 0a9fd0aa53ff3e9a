// Finds the words that have to be read twice. Without it they come back.
import { allowedUses } from './banned-words.mjs'
import { reportProblems } from './report-problems.mjs'
import { checkWords } from './word-rules.mjs'
import { root } from './workspace.mjs'

const { problems, count } = checkWords(root, allowedUses)
reportProblems(problems, `${count} files have none of the banned words.`)
