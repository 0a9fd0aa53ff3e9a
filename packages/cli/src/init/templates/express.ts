import type { AppSettings } from '../framework.ts'
import { escapeHtmlLines } from './escape-html.ts'

/** Writes an application for Express. */
export function writeExpressApp({ configuration, port, hasRoles }: AppSettings): string {
  return `import express from 'express'
import { createOidc } from '@x/oidc-node'
import options from '${configuration}'

const oidc = createOidc(options)

${escapeHtmlLines.join('\n')}

const app = express()
app.use(oidc.middleware()) // sign-in, callback and sign-out
app.get('/', (req, res) => {
  const { user } = oidc.auth(req)
  if (user) res.send(\`Hello, \${escapeHtml(user.name)}. <a href="/logout">Sign out</a>\`)
  else res.send('Hello. <a href="/login">Sign in</a>')
})
app.get('/me', oidc.requireUser(), (req, res) => res.json({ name: oidc.user(req).name }))
${
  hasRoles
    ? `app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (req, res) => res.send('For administrators'))
`
    : ''
}app.listen(Number(process.env.PORT ?? ${port}))
`
}
