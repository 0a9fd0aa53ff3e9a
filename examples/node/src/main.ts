import { createApp } from './app.ts'

const { env } = process
const port = Number(env['PORT'] ?? 3000)

const app = createApp({
  baseUrl: env['BASE_URL'] ?? `http://localhost:${port}`,
  issuerUrl: env['ISSUER_URL'] ?? 'http://localhost:4000',
  clientId: env['CLIENT_ID'] ?? 'demo-app',
  clientSecret: env['CLIENT_SECRET'],
  sessionSecret: env['SESSION_SECRET'],
  accessTokenFormat: env['ACCESS_TOKEN_FORMAT'] === 'opaque' ? 'opaque' : 'jwt',
  accessTokenProfile: env['ACCESS_TOKEN_PROFILE'] === 'plain_jwt' ? 'plain_jwt' : 'rfc9068',
  peopleUrl: env['PEOPLE_URL'] ?? 'http://localhost:4000/people',
  tokenUrl: env['TOKEN_URL'] ?? 'http://localhost:4000/token',
})

app.listen(port, env['HOST'] ?? 'localhost')
