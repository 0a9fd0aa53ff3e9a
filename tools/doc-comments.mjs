// Finds what a package exports without a doc comment that a tooltip can show alone.
import ts from 'typescript'

/** Sends the reader of a tooltip to a place that the tooltip does not show. */
const elsewhere =
  /\b(?:as|see|like|than) (?:above|below|before)\b|\bibid\b|\bditto\b|^(?:the same|likewise|also|nor)\b/iu

/** @typedef {ts.Node & { readonly name?: ts.Node }} Declaration */

/**
 * @param {ts.TypeChecker} checker @param {ts.Node} node
 * @returns {string} the text of its doc comments, without their tags
 */
function readDocComment(checker, node) {
  // The member of a class has that of the interface which the class implements.
  if (ts.isClassElement(node) && node.name !== undefined) {
    const symbol = checker.getSymbolAtLocation(node.name)
    return ts.displayPartsToString(symbol?.getDocumentationComment(checker)).trim()
  }
  // A variable has its comment at the statement around it.
  const holder =
    ts.isVariableDeclaration(node) && ts.isVariableStatement(node.parent.parent) ? node.parent.parent : node
  return ts
    .getJSDocCommentsAndTags(holder)
    .filter(ts.isJSDoc)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join('\n')
    .trim()
}

/** @param {ts.TypeChecker} checker @param {ts.Node} node @returns {string | undefined} what is wrong with its doc comment */
function findFault(checker, node) {
  const text = readDocComment(checker, node)
  if (text === '') return 'has no doc comment that says what it is'
  const found = elsewhere.exec(text)
  return found === null ? undefined : `has a doc comment that says ${JSON.stringify(found[0])}`
}

/** @param {Declaration} node @returns {string} */
function nameOf(node) {
  const own = node.name === undefined ? 'a signature' : node.name.getText()
  for (let around = node.parent; around !== undefined; around = around.parent)
    if (
      ts.isInterfaceDeclaration(around) ||
      ts.isClassDeclaration(around) ||
      ts.isTypeAliasDeclaration(around)
    )
      return `${around.name?.text ?? ''}.${own}`
  return own
}

/**
 * Whether an object is the type that a name stands for. The comment of a parameter, of a member or of a union says what the members of an
 * object in it are.
 * @param {ts.Node} node @returns {boolean}
 */
function isNamedType(node) {
  if (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isTypeAliasDeclaration(node))
    return true
  return (ts.isTypeLiteralNode(node) || ts.isIntersectionTypeNode(node)) && isNamedType(node.parent)
}

/** @param {ts.Node} node whether a tooltip shows it as a member */
function isMember(node) {
  if (!isNamedType(node.parent)) return false
  if (ts.isConstructorDeclaration(node) || ts.isClassStaticBlockDeclaration(node)) return false
  if (!ts.isTypeElement(node) && !ts.isClassElement(node)) return false
  const { name } = node
  if (name !== undefined && ts.isPrivateIdentifier(name)) return false
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) === 0
}

/**
 * The members of a declaration, and the types that it names. Bodies of functions are no part of what is exported.
 * @param {ts.Node} node @param {{ onMember: (node: ts.Node) => void, onName: (name: ts.Node) => void }} visitor
 */
function visitDeclaration(node, visitor) {
  ts.forEachChild(node, (child) => {
    const isHidden = ts.isClassElement(child) && !isMember(child) && !ts.isConstructorDeclaration(child)
    if (isHidden || ts.isBlock(child)) return
    if (ts.isExpressionWithTypeArguments(child)) visitor.onName(child.expression)
    else if (ts.isExpression(child)) return
    if (ts.isTypeReferenceNode(child)) visitor.onName(child.typeName)
    if (isMember(child)) visitor.onMember(child)
    visitDeclaration(child, visitor)
  })
}

/**
 * @param {ts.Program} program
 * @param {{ entries: readonly string[], isOwn: (file: string) => boolean }} files the entry points, and which files count
 * @returns {{ file: string, line: number, problem: string }[]}
 */
export function findMissingDocComments(program, { entries, isOwn }) {
  const checker = program.getTypeChecker()
  /** @type {Set<ts.Node>} */
  const visited = new Set()
  /** @type {Set<ts.Node>} */
  const checked = new Set()
  /** @type {{ file: string, line: number, problem: string }[]} */
  const problems = []

  /** @param {ts.Node} node */
  const check = (node) => {
    const fault = findFault(checker, node)
    if (fault === undefined || checked.has(node)) return
    checked.add(node)
    const source = node.getSourceFile()
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    problems.push({ file: source.fileName, line: line + 1, problem: `${nameOf(node)} ${fault}` })
  }

  /** @param {ts.Symbol | undefined} symbol @param {boolean} [isExported] whether a person can write its name */
  const visitSymbol = (symbol, isExported = false) => {
    if (symbol === undefined) return
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    const own = (target.declarations ?? []).filter(
      (node) => isOwn(node.getSourceFile().fileName) && !ts.isTypeParameterDeclaration(node),
    )
    const [first] = own
    // Of several signatures, and of a type and a value of one name, one comment is enough.
    if (isExported && first !== undefined && own.every((node) => findFault(checker, node) !== undefined))
      check(first)
    for (const node of own) {
      if (visited.has(node)) continue
      visited.add(node)
      visitDeclaration(node, {
        onMember: check,
        onName: (name) => visitSymbol(checker.getSymbolAtLocation(name)),
      })
    }
  }

  for (const entry of entries) {
    const source = program.getSourceFile(entry)
    const module = source && checker.getSymbolAtLocation(source)
    if (module !== undefined)
      for (const symbol of checker.getExportsOfModule(module)) visitSymbol(symbol, true)
  }
  return problems.sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line)
}
