import express from 'express'
import { listen } from '../listen.ts'

const app = express()
app.get('/', (_req, res) => res.send('hello ada@example.com'))
listen(app)
