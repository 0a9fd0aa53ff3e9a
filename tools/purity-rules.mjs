// What "pure" means for core, as eslint rules. eslint.config.mjs applies them to core's sources, check-built-files.mjs
// to what is published. Without them a clock, a random number, the network or the machine's locale could become part
// of a role decision, and the same claims would no longer give the same roles.

/** @param {string} selector @param {string} message */
const restrict = (selector, message) => ({ selector, message })

/** For `no-restricted-syntax`, whose options do not add up across configurations: spread it into the list. */
export const impureSyntax = [
  restrict('ImportExpression', 'Core imports nothing.'),
  restrict('MetaProperty[meta.name="import"]', 'Core does not know where it was loaded from.'),
  restrict(
    'MemberExpression[property.name=/^(localeCompare|toLocale[A-Z].*)$/]',
    "This answer depends on the machine's locale.",
  ),
]

const impureGlobals = [
  { name: 'Date', message: 'Core has no clock: the instant is an argument, in NumericDate seconds.' },
  { name: 'Intl', message: "Its answers depend on the machine's locale." },
  { name: 'globalThis', message: 'It is a way around the other rules.' },
  { name: 'Function', message: 'It is a way around the other rules.' },
  { name: 'WeakRef', message: 'Its answers depend on garbage collection.' },
  { name: 'FinalizationRegistry', message: 'Its calls depend on garbage collection.' },
]

/**
 * The rest of the rules. Parse with no globals but the language's own, so that any other free name is undefined.
 * @type {import('eslint').Linter.RulesRecord}
 */
export const purityRules = {
  'no-undef': ['error', { typeof: true }],
  'no-eval': 'error',
  'no-restricted-globals': ['error', ...impureGlobals],
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: 'Core has no randomness: it is an argument.' },
  ],
}
