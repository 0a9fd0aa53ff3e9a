import { createOidc } from '@x/oidc-next'
import { auth0Options } from './auth0'
import { authJsOptions } from './auth-js'

// Yours has the one that it came from. This one is tried with both.
const options = process.env.AUTH0_ISSUER === undefined ? authJsOptions : auth0Options

const oidc = createOidc(options)

export const { proxy, getAuth, requireUser, requireRole, route } = oidc

export const api = oidc.bearer({ audience: 'https://api.example.com' })

export const paths = { login: '/login', logout: '/logout', ...options.paths }
