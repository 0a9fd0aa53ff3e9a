// Whether a sample puts a value into an answer that a browser may read as markup: names and claims are the provider's text,
// or its users'. People copy samples, so what they write is text, JSON or escaped HTML.
//
// - what `send` and `c.html` write as HTML is literal, marked up with `html`, or built by a function
// - `end`, `write` and `new Response` with a value stand beside a `content-type`: browsers guess where there is none
// - a template with a tag in it escapes what it puts in: the tag `html`, or a function whose name begins with `escape`; what
//   `pages.render` gets as `html`, `main`, `locale` and `nonce` is safe there
// - nothing switches the escaping of a framework off
import ts from 'typescript'

/** @typedef {{ line: number, message: string }} Problem `line` counts from 1 */

const advice = {
  send: 'sends a value as text/html: use res.json(…), res.type("text").send(…), or escape it',
  html: 'sends a value as text/html: mark it up with html`…`, which escapes it',
  end: 'writes a value without a content-type: set text/plain or JSON before it, or escape it',
  response: 'has no content-type for a value: use Response.json(…) or set text/plain; charset=utf-8',
  template: 'puts a value into markup: escape it, e.g. with the tag html`…`',
  unescaped: 'switches the escaping of a value off',
}

const typedText = /content-type['"]?\s*[:,]\s*['"`](?:text\/(?!html)|application\/(?!xhtml))/iu
const typedHtml = /content-type['"]?\s*[:,]\s*['"`](?:text\/html|application\/xhtml)/iu
const typedByValue = /content-type['"]?\s*[:,]\s*[a-z]/iu
const plainType = /^(?:text(?!\/html)|txt|json|application\/json)/u

/** What a framework calls it, and what a page can do by script. */
const raw =
  /\bdangerouslySetInnerHTML\b|\{@html\b|\bset:html\b|\binsertAdjacentHTML\s*\(|\bdocument\.write\s*\(|\braw\(\s*(?!['"`)])/gu

/** @param {string} code a program, or a part of one @returns {Problem[]} */
export function checkSample(code) {
  const source = ts.createSourceFile('sample.tsx', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  /** @type {Map<string, Problem>} */
  const problems = new Map()
  /** @param {number} position @param {string} message */
  const report = (position, message) => {
    const line = source.getLineAndCharacterOfPosition(position).line + 1
    problems.set(`${line} ${message}`, { line, message })
  }
  const literals = listLiterals(source)
  /** @param {ts.Node} node */
  const visit = (node) => {
    const message = judge(node, literals)
    if (message !== undefined) report(node.getStart(source), message)
    ts.forEachChild(node, visit)
  }
  visit(source)
  for (const { index } of code.matchAll(raw)) report(index, advice.unescaped)
  return [...problems.values()].sort((one, other) => one.line - other.line)
}

/** @param {ts.Node} node @param {ReadonlySet<string>} literals @returns {string | undefined} */
function judge(node, literals) {
  if (ts.isTemplateExpression(node) && !ts.isTaggedTemplateExpression(node.parent))
    return isUnescapedMarkup(node, literals) ? advice.template : undefined
  if (ts.isBinaryExpression(node) && /\.(?:inner|outer)HTML$/u.test(node.left.getText()))
    return isEscaped(node.right, literals) ? undefined : advice.unescaped
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return isUnescapedSum(node, literals) ? advice.template : undefined
  if (ts.isNewExpression(node) && /^(?:Next)?Response$/u.test(node.expression.getText()))
    return isUntypedResponse(node, literals) ? advice.response : undefined
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined
  const [value] = node.arguments
  if (value === undefined || isLiteral(value, literals)) return undefined
  const { name, expression } = node.expression
  const receiver = expression.getText()
  if (name.text === 'html' && /^(?:c|ctx|context)$/u.test(receiver))
    return isEscaped(value, literals) ? undefined : advice.html
  if (!isAnswer(node, receiver)) return undefined
  if (name.text === 'send') return isSafeSend(value, receiver, literals) ? undefined : advice.send
  if (name.text === 'end' || name.text === 'write')
    return isTypedBefore(node, value, literals) ? undefined : advice.end
  return undefined
}

/**
 * Whether a receiver is an answer, by its name or as the second parameter of a handler.
 * @param {ts.Node} node @param {string} receiver
 */
function isAnswer(node, receiver) {
  const [name = ''] = /^\w+/u.exec(receiver) ?? []
  if (/^(?:r|rs|res|resp|response|rep|reply|answer)$/u.test(name)) return true
  for (let around = node.parent; around !== undefined; around = around.parent)
    if (ts.isFunctionLike(around) && around.parameters[1]?.name.getText() === name) return true
  return false
}

/** The names that stand for a text of the program itself. @param {ts.SourceFile} source */
function listLiterals(source) {
  /** @type {Set<string>} */
  const literals = new Set()
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer && isLiteral(node.initializer, literals))
      literals.add(node.name.getText(source))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return literals
}

/** Whether a value is an object, which is sent as JSON, or the constant that stands for one. @param {ts.Expression} value @returns {boolean} */
function isObject(value) {
  if (ts.isObjectLiteralExpression(value)) return true
  if (!ts.isIdentifier(value)) return false
  /** @param {ts.Node} node @returns {boolean} */
  const declares = (node) =>
    (ts.isVariableDeclaration(node) &&
      node.name.getText() === value.text &&
      node.initializer !== undefined &&
      ts.isObjectLiteralExpression(node.initializer)) ||
    (!ts.isFunctionLike(node) && ts.forEachChild(node, declares) === true)
  for (let around = value.parent; around !== undefined; around = around.parent) {
    if (ts.isFunctionLike(around) && around.parameters.some(({ name }) => name.getText() === value.text))
      return false
    if (ts.forEachChild(around, declares) === true) return true
  }
  return false
}

/** @param {ts.Expression} node @param {ReadonlySet<string>} literals @returns {boolean} */
function isLiteral(node, literals) {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return true
  if (ts.isIdentifier(node)) return literals.has(node.text) || node.text === 'undefined'
  if (ts.isConditionalExpression(node))
    return isLiteral(node.whenTrue, literals) && isLiteral(node.whenFalse, literals)
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return isLiteral(node.expression, literals)
  if (ts.isTemplateExpression(node))
    return node.templateSpans.every(({ expression }) => isLiteral(expression, literals))
  return node.kind === ts.SyntaxKind.NullKeyword
}

/**
 * A function of the program's own builds markup as this check asks of it, where it is written. What only hands a value on does
 * not escape it.
 * @param {ts.Expression} node @param {ReadonlySet<string>} literals @returns {boolean}
 */
function isEscaped(node, literals) {
  if (isLiteral(node, literals)) return true
  if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node))
    return isEscaped(node.expression, literals)
  if (ts.isTaggedTemplateExpression(node)) return node.tag.getText() === 'html'
  if (ts.isTemplateExpression(node))
    return node.templateSpans.every(({ expression }) => isEscaped(expression, literals))
  if (ts.isIdentifier(node) && isSafePagePart(node)) return true
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return true
  if (ts.isConditionalExpression(node))
    return isEscaped(node.whenTrue, literals) && isEscaped(node.whenFalse, literals)
  return (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    /^(?:build|draw|escape|render)/u.test(node.expression.text)
  )
}

/**
 * Whether a name is a parameter of `pages.render` whose value the library has escaped, or made of safe letters. `title` and `data` are
 * not.
 * @param {ts.Identifier} node
 */
function isSafePagePart(node) {
  if (!/^(?:html|main|locale|nonce)$/u.test(node.text)) return false
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (!ts.isFunctionLike(around)) continue
    const takes = around.parameters[0]?.name
    const owner = ts.isMethodDeclaration(around) ? around : around.parent
    const isRender =
      (ts.isMethodDeclaration(owner) || ts.isPropertyAssignment(owner)) && owner.name.getText() === 'render'
    return (
      isRender &&
      takes !== undefined &&
      ts.isObjectBindingPattern(takes) &&
      takes.elements.some(
        ({ name, propertyName }) => name.getText() === node.text && propertyName === undefined,
      )
    )
  }
  return false
}

/** @param {ts.TemplateExpression} node @param {ReadonlySet<string>} literals */
function isUnescapedMarkup(node, literals) {
  const texts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]
  if (!texts.some((text) => hasTag(text))) return false
  return node.templateSpans.some(({ expression }) => !isEscaped(expression, literals))
}

/** @param {ts.BinaryExpression} node @param {ReadonlySet<string>} literals */
function isUnescapedSum({ left, right }, literals) {
  const texts = [left, right].filter((part) => ts.isStringLiteralLike(part) && hasTag(part.text))
  return texts.length > 0 && ![left, right].every((part) => isEscaped(part, literals))
}

/** @param {string} text */
const hasTag = (text) => /<\/?[a-z][a-z\d]*(?:[\s/>]|$)/iu.test(text)

/** @param {ts.Expression} value @param {string} receiver @param {ReadonlySet<string>} literals */
function isSafeSend(value, receiver, literals) {
  const [, type = ''] = /\.(?:type|contentType)\(\s*['"`]([^'"`]*)/u.exec(receiver) ?? []
  if (plainType.test(type) || typedText.test(receiver)) return true
  return isObject(value) || isEscaped(value, literals)
}

/** Whether the function around it says what is sent. @param {ts.Node} node @param {ts.Expression} value @param {ReadonlySet<string>} literals */
function isTypedBefore(node, value, literals) {
  let around = node.parent
  while (!ts.isFunctionLike(around) && !ts.isSourceFile(around)) around = around.parent
  const text = around.getText().slice(0, value.getStart() - around.getStart())
  if (typedText.test(text) || typedByValue.test(text)) return true
  if (/\.(?:type|contentType)\(\s*['"`](?:text|txt|json|application\/json)/u.test(text)) return true
  return typedHtml.test(text) && isEscaped(value, literals)
}

/** @param {ts.NewExpression} node @param {ReadonlySet<string>} literals */
function isUntypedResponse({ arguments: given }, literals) {
  const [value, init] = given ?? []
  if (value === undefined || isLiteral(value, literals)) return false
  const text = init?.getText() ?? ''
  if (typedText.test(text) || typedByValue.test(text)) return false
  // The answer to another request is handed on with its own headers.
  if (init !== undefined && value.getText() === `${text}.body`) return false
  return !(typedHtml.test(text) && isEscaped(value, literals))
}

/**
 * The programs in the comments of a source file: what stands in a fence, and behind `@example`.
 * @param {string} text @returns {{ line: number, code: string }[]} `line` is that of the first line of code, from 1
 */
export function listCommentSamples(text) {
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//gu)].flatMap(({ 0: comment, index }) => {
    const start = text.slice(0, index).split('\n').length
    const lines = comment.split('\n').map((line) => line.replace(/^\s*\/?\*+\/?\s?|\s*\*\/$/gu, ''))
    /** @type {{ line: number, code: string }[]} */
    const samples = []
    /** @type {string[] | undefined} */
    let sample
    lines.forEach((line, at) => {
      if (/^(?:@|```)/u.test(line)) {
        if (sample !== undefined) samples.push({ line: start + at - sample.length, code: sample.join('\n') })
        const isClosing = line.startsWith('```') && sample !== undefined && sample.length > 0
        sample = line.startsWith('@example') || (line.startsWith('```') && !isClosing) ? [] : undefined
      } else sample?.push(line)
    })
    if (sample !== undefined)
      samples.push({ line: start + lines.length - sample.length, code: sample.join('\n') })
    return samples.filter(({ code }) => code.trim() !== '')
  })
}

/** Checks a sample where it stands. @param {string} path @param {{ line: number, code: string }} sample @returns {string[]} */
export function checkSampleAt(path, { line, code }) {
  return checkSample(code).map((problem) => `${path}:${line + problem.line - 1}: it ${problem.message}`)
}
