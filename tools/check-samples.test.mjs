import { describe, expect, it } from 'vitest'
import { checkSample, checkSampleAt, listCommentSamples } from './docs/check-samples.mjs'

describe('a sample is refused that lets a browser read a value as markup', () => {
  it.each([
    'res.send(user.name)',
    'res.send(oidc.user(req).name)',
    "app.get('/me', oidc.requireUser(), (req, res) => res.send(oidc.user(req).name))",
    "app.get('/', (req, res) => res.send(`hello ${oidc.auth(req).user?.name ?? 'stranger'}`))",
    "res.status(200).send('hello ' + user.name)",
    'res.send(user.name.trim())',
    'res.send(String(name))',
    "res.type('html').send(user.name)",
    'reply.send(name)',
    'res.send([...roles].join())',
    'r.send(user.name)',
    'const name = { a: 1 }; const send = (req, res, name) => res.send(name)',
    "app.get('/', (_, out) => out.send(user.name))",
    "app.get('/', (_, out) => out.status(200).send(`hello ${name}`))",
  ])('by res.send: %s', (code) => expect(checkSample(code)).toEqual([expect.objectContaining({ line: 1 })]))

  it.each([
    'c.html(c.var.auth.user.name)',
    'c.html(`hello ${name}`)',
    'c.html(`<p>${name}</p>`)',
    "c.html('<p>' + name + '</p>')",
    'c.html(raw(name))',
  ])('by c.html: %s', (code) => expect(checkSample(code)).not.toEqual([]))

  it.each([
    'res.end(user.name)',
    'res.write(`hello ${user.name}`)',
    'http.createServer(oidc.listener((req, res) => res.end(`hello ${req.auth.user?.name}`))).listen(3000)',
    'res.end(JSON.stringify({ name }))',
    "(req, res) => { res.setHeader('content-type', 'text/html'); res.end(user.name) }",
    "res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(name)",
    "const a = (res) => res.setHeader('content-type', 'text/plain'); const b = (res) => res.end(name)",
  ])('by res.end or res.write: %s', (code) => expect(checkSample(code)).not.toEqual([]))

  it.each([
    'new Response(name)',
    'new NextResponse(user.name)',
    'gate.finish(new Response(gate.auth.user.name))',
    'new Response(`hello ${gate.auth.user.name}`, { status: 200 })',
    "new Response(name, { headers: { 'content-type': 'text/html' } })",
    'new Response(JSON.stringify({ name }))',
  ])('by a Response: %s', (code) => expect(checkSample(code)).not.toEqual([]))

  it.each([
    'const page = `<h1>${user.name}</h1>`',
    "const page = '<h1>' + user.name",
    'const link = `<a href="${url}">home</a>`',
    'const page = `<ul>${roles.map((role) => role).join()}</ul>`',
    'const page = sql`<p>` + `<p>${name}</p>`',
    '<p dangerouslySetInnerHTML={{ __html: name }} />',
    'element.innerHTML = name',
    'element.innerHTML += `<b>${name}</b>`',
    'element.outerHTML = body.toString()',
    'document.write(name)',
    '{@html name}',
    'const pages = { render: ({ title }) => `<title>${title}</title>` }',
    'const pages = { render: ({ data }) => `<p>${data.name}</p>` }',
    'const pages = { render: ({ title: main }) => `<p>${main}</p>` }',
    'const pages = { show: ({ main }) => `<p>${main}</p>` }',
    'const pages = { render: (main) => `<p>${main}</p>` }',
  ])('by a template, or by switching escaping off: %s', (code) => expect(checkSample(code)).not.toEqual([]))
})

describe('a sample is let through that writes text, JSON or escaped HTML', () => {
  it.each([
    "res.send('for administrators')",
    'res.json({ name: oidc.user(req).name })',
    "res.type('text').send(oidc.user(req).name)",
    "res.type('text/plain').send(`hello ${name}`)",
    'res.send({ name: user.name })',
    'const body = { a: 1 }; res.send(body)',
    "res.type('html').send(`<p>${escapeHtml(x)}</p>`)",
    'res.send(html`<p>${name}</p>`)',
    'res.send(buildHomePage(oidc.auth(req)))',
    'const pages = { render: ({ main, nonce, locale }) => `<html lang="${locale}"><main title="${nonce}">${main}</main>` }',
    'const pages = { render({ html }) { return `${html}<p>` } }',
    "(req, res) => { res.setHeader('content-type', 'text/plain; charset=utf-8'); res.end(`hello ${name}`) }",
    "res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ name }))",
    "(req, res) => { res.writeHead(200, { 'content-type': 'text/html' }); res.end(buildDocument(page)) }",
    "res.writeHead(200, { 'content-type': contentType }).end(content)",
    'res.writeHead(303, { location }).end()',
    "const home = '<p>hello</p>'; new Response(home, { headers: { 'content-type': 'text/html' } })",
    "new Response(name, { headers: { 'content-type': 'text/plain; charset=utf-8' } })",
    "new Response('Not Found', { status: 404 })",
    'new Response(null, { status: 204 })',
    'new Response(answer.body, answer)',
    'Response.json({ name })',
    'c.text(c.var.auth.user.name)',
    'c.json({ name })',
    'c.html(html`<p>${name}</p>`)',
    'c.html(buildPage(auth))',
    'c.html(<p>{name}</p>)',
    'const page = `<p>${escapeHtml(name)}</p>`',
    'const policy = `form-action ${origin}`',
    'const isSmall = `${a}<${b}`',
    '<p>{user.name}</p>',
    'element.innerHTML = renderMarkup(body)',
    "element.innerHTML = ''",
    'socket.write(bytes)',
    'events.send(name)',
  ])('%s', (code) => expect(checkSample(code)).toEqual([]))
})

describe('a problem', () => {
  it('is reported with the file and the line of the sample', () => {
    expect(checkSampleAt('README.md', { line: 10, code: 'const a = 1\n\nres.send(user.name)' })).toEqual([
      expect.stringMatching(/^README\.md:12: it sends a value as text\/html: /u),
    ])
  })

  it('is found in a comment of the sources, in a fence and behind @example', () => {
    const text = `
/**
 * Says hello.
 * @example
 * app.get('/', (req, res) => res.send(oidc.user(req).name))
 * @throws TypeError
 */
/**
 * Says it again:
 * \`\`\`ts
 * res.end(user.name)
 * \`\`\`
 * and more.
 */
/** Only words. */
`
    const samples = listCommentSamples(text)
    expect(samples.map(({ line }) => line)).toEqual([5, 11])
    expect(samples.flatMap((sample) => checkSampleAt('a.ts', sample))).toEqual([
      expect.stringContaining('a.ts:5: it sends'),
      expect.stringContaining('a.ts:11: it writes'),
    ])
  })
})
