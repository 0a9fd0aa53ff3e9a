import { createEngine } from '@x/oidc-engine'

const { env } = Bun

const engine = createEngine({
  baseUrl: env['BASE_URL'] ?? 'http://localhost:3000',
  providers: [
    {
      providerId: 'main',
      issuerUrl: env['ISSUER_URL'] ?? 'https://id.example.com/realms/main',
      clientId: 'app',
      clientSecret: env['CLIENT_SECRET'],
      nameClaim: 'name',
      scopes: ['profile'],
      rolesClaims: [['realm_access', 'roles']],
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
  session: { secret: env['SESSION_SECRET'] },
})

const home = `<!doctype html>
<html lang="en">
  <title>Welcome</title>
  <a href="/me">You</a> <a href="/reports">Reports</a> <a href="/admin">Administration</a>
  <form method="post" action="/logout"><button>Sign out</button></form>
</html>`

/** Names come from the provider. Sent as plain text, so that a browser does not read them as markup. */
const say = (text: string): Response =>
  new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })

async function answer(request: Request): Promise<Response> {
  const answered = await engine.handle(request)
  if (answered) return answered

  switch (new URL(request.url).pathname) {
    case '/':
      return new Response(home, { headers: { 'content-type': 'text/html; charset=utf-8' } })
    case '/me': {
      const gate = await engine.gate(request)
      if (gate.response) return gate.response
      return gate.finish(say(`You are ${gate.auth.user.name}.`))
    }
    case '/reports': {
      const gate = await engine.gate(request, { role: 'ROLE_USER' })
      if (gate.response) return gate.response
      return gate.finish(say(`Reports for ${gate.auth.user.name}.`))
    }
    case '/admin': {
      const gate = await engine.gate(request, { role: 'ROLE_ADMIN' })
      if (gate.response) return gate.response
      return gate.finish(say(`Administration by ${gate.auth.user.name}.`))
    }
    default:
      return new Response('There is no such page.', { status: 404 })
  }
}

Bun.serve({ hostname: env['HOST'] ?? 'localhost', port: env['PORT'] ?? 3000, fetch: answer })
