import http from 'node:http'
import process from 'node:process'
import { createOidc } from '@x/oidc-node'
import { callApi, home, readApi, readOptions } from './read-options.mjs'

const { env } = process
const oidc = createOidc(readOptions(env))
const requireUser = oidc.requireUser()
const requireAdmin = oidc.requireRole('ROLE_ADMIN')

const api = readApi(env)

const listener = oidc.listener(async (req, res) => {
  const { pathname, searchParams } = new URL(req.url ?? '', api)
  const sayHello = () => res.end(`hello ${oidc.user(req).name}`)
  if (req.url === '/me') requireUser(req, res, () => res.end(oidc.user(req).name))
  else if (pathname === '/roles') res.end(JSON.stringify([...oidc.auth(req).roles].sort()))
  else if (pathname === '/tokens') res.end(JSON.stringify(await oidc.tokens(req)))
  else if (pathname === '/call')
    res.end(JSON.stringify(await callApi(oidc.fetchAs(req, api), searchParams.get('to') ?? '')))
  else if (req.url === '/admin') requireAdmin(req, res, sayHello)
  else res.writeHead(200, { 'content-type': 'text/html' }).end(home)
})
http.createServer(listener).listen(Number(env['PORT']), env['HOST'])
