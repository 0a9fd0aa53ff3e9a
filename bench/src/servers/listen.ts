import http, { type RequestListener } from 'node:http'

/** Serves on the port that the benchmark gave, tells it when, and ends with it. */
export function listen(listener: RequestListener): void {
  http
    .createServer(listener)
    .listen(Number(process.env['PORT']), 'localhost', () => process.send?.('listening'))
  process.once('disconnect', () => process.exit())
}
