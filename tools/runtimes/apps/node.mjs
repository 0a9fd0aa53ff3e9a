import http from 'node:http'
import process from 'node:process'
import { createOidc } from '@x/oidc-node'
import { home, readOptions } from './read-options.mjs'

const { env } = process
const oidc = createOidc(readOptions(env))
const requireUser = oidc.requireUser()
const requireAdmin = oidc.requireRole('ROLE_ADMIN')

const listener = oidc.listener((req, res) => {
  const sayHello = () => res.end(`hello ${oidc.user(req).name}`)
  if (req.url === '/me') requireUser(req, res, sayHello)
  else if (req.url === '/admin') requireAdmin(req, res, sayHello)
  else res.writeHead(200, { 'content-type': 'text/html' }).end(home)
})
http.createServer(listener).listen(Number(env['PORT']), env['HOST'])
