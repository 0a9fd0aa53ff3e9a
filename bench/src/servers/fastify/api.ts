import { createOidc } from '@x/oidc-fastify'
import Fastify from 'fastify'
import { buildApiOptions, buildBearerOptions } from '../api-options.ts'
import { listenFastify } from './listen-fastify.ts'

const oidc = createOidc(buildApiOptions(process.env))
const app = Fastify()
app.register(oidc.plugin)
const onRequest = oidc.bearer(buildBearerOptions(process.env))
app.get('/', { onRequest }, (request) => `hello ${oidc.user(request).name}`)
await listenFastify(app)
