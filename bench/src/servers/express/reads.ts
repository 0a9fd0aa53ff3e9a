import express from 'express'
import { createClient } from 'redis'
import { listen } from '../listen.ts'
import { cookieName, createOpener } from '../open-session.ts'

const open = createOpener(process.env)
const client = createClient({ url: process.env['BENCH_REDIS_URL'] ?? '' })
await client.connect()
const idOf = new RegExp(`(?:^|; )${cookieName}=(?<id>[^;]+)`, 'u')
const app = express()
app.get('/', async (req, res) => {
  const id = idOf.exec(req.headers.cookie ?? '')?.groups?.['id'] ?? ''
  const sealed = await client.get(`alone:${id}`)
  res.setHeader('cache-control', 'private, no-store')
  res.setHeader('vary', 'Cookie')
  res.send(`hello ${open(`${cookieName}=${sealed ?? ''}`)}`)
})
listen(app)
