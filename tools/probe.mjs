import { emitDeclarations } from './sample-service.mjs'
const code = (a) => `import { createOidc } from '@x/oidc-${a}'
export const { requireUser, requireRole, bearer, engine } = createOidc({ baseUrl: 'a', session: { secret: 'x' }, providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }], security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } } })
${a === 'next' ? "export const { action, route, getAuth, proxy, handlers } = createOidc({ baseUrl: 'a', session: { secret: 'x' }, providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }]})" : ''}
export const gate = engine.gate
export const authenticate = engine.authenticate
`
for (const a of ['next', 'hono']) console.log(emitDeclarations({ adapter: a, code: code(a) }))
