// Keeps Stryker from mutating the texts of errors and issues. Without it tests would have to repeat every message.

/**
 * @typedef {object} SyntaxNode what is read here of Babel's nodes
 * @property {string} type
 * @property {SyntaxNode} [callee]
 * @property {SyntaxNode} [property]
 * @property {SyntaxNode} [id]
 * @property {string} [name]
 */

/**
 * @typedef {object} NodePath
 * @property {SyntaxNode} node
 * @property {NodePath | null} parentPath
 * @property {string | number | null} key
 * @property {string} [listKey]
 */

/** @param {NodePath} path */
export function isMessage({ node, parentPath, key, listKey }) {
  const parent = parentPath?.node
  if (parent?.type === 'VariableDeclarator') return key === 'init' && parent.id?.name === 'message'
  if (parent === undefined || listKey !== 'arguments') return false
  if (parent.type === 'NewExpression') return key === 1 && parent.callee?.name === 'OidcError'
  if (parent.callee?.name === 'invalidPath') return key === 0
  const method = parent.callee?.property?.name
  return key === 2 && (method === 'error' || method === 'warn') && node.type !== 'Identifier'
}

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'messages',
    value: {
      /** @param {NodePath} path */
      shouldIgnore: (path) => (isMessage(path) ? 'the text of a message' : undefined),
    },
  },
]
