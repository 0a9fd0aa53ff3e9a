import type { AppSettings } from '../framework.ts'
import { escapeHtmlLines } from './escape-html.ts'

/** Writes an application for Node's own http server. */
export function writeNodeApp({ configuration, port, hasRoles }: AppSettings): string {
  return `import http from 'node:http'
import { createOidc } from '@x/oidc-node'
import options from '${configuration}'

const oidc = createOidc(options)

${escapeHtmlLines.join('\n')}

// The listener answers sign-in, callback and sign-out, and hands on every other request.
const server = http.createServer(
  oidc.listener(${hasRoles ? 'async ' : ''}(req, res) => {
    res.setHeader('content-type', 'text/html; charset=utf-8')
${
  hasRoles
    ? `    if (req.url === '/admin') {
      const auth = await oidc.gate(req, res, { role: 'ROLE_ADMIN' })
      if (auth) res.end('For administrators')
      return
    }
`
    : ''
}    const { user } = req.auth
    if (user) res.end(\`Hello, \${escapeHtml(user.name)}. <a href="/logout">Sign out</a>\`)
    else res.end('Hello. <a href="/login">Sign in</a>')
  }),
)
server.listen(Number(process.env.PORT ?? ${port}))
`
}
