import { createOidc } from '@x/oidc-fastify'
import Fastify from 'fastify'
import { buildSignInOptions } from '../sign-in-options.ts'
import { listenFastify } from './listen-fastify.ts'

const oidc = createOidc(buildSignInOptions(process.env))
const app = Fastify()
app.register(oidc.plugin)
app.get('/', { onRequest: oidc.requireUser() }, (request) => `hello ${oidc.user(request).name}`)
await listenFastify(app)
