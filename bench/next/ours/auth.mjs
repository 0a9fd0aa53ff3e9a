import { env } from 'node:process'
import { createOidc } from '@x/oidc-next'
import { buildSignInOptions } from '../../src/servers/sign-in-options.ts'

export const { proxy, requireUser, route } = createOidc(buildSignInOptions(env))
