import { createOidc } from '@x/oidc-node'
import { listen } from '../listen.ts'
import { buildSignInOptions } from '../sign-in-options.ts'

const oidc = createOidc(buildSignInOptions(process.env))
const answer = oidc.listener((req, res) => res.end(`hello ${req.auth.user?.name}`))

listen(answer)
