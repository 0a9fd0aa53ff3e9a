import { createOidc } from '@x/oidc-node'
import { buildApiOptions, buildBearerOptions } from '../api-options.ts'
import { listen } from '../listen.ts'

const oidc = createOidc(buildApiOptions(process.env))
const guard = oidc.bearer(buildBearerOptions(process.env))
listen((req, res) => guard(req, res, () => res.end(`hello ${oidc.user(req).name}`)))
