import express from 'express'
import { listen } from '../listen.ts'
import { createOpener } from '../open-session.ts'

const open = createOpener(process.env)
const app = express()
app.get('/', (req, res) => {
  res.setHeader('cache-control', 'private, no-store')
  res.setHeader('vary', 'Cookie')
  res.send(`hello ${open(req.headers.cookie)}`)
})
listen(app)
