import { expect, it } from 'vitest'
import { startMisbehavingProvider } from '../../misbehaving/start-misbehaving-provider.ts'
import { startLoopbackServer } from '../../server/loopback-server.ts'
import { carelessAnswer } from '../defects/careless-answer.ts'
import { logoutDefects } from '../defects/logout-defects.ts'
import { refreshDefects } from '../defects/refresh-defects.ts'
import { thirdPartyLoginDefects } from '../defects/third-party-login-defects.ts'
import { logoutContract } from './logout-contract.ts'
import { refreshContract } from './refresh-contract.ts'
import { thirdPartyLoginContract } from './third-party-login-contract.ts'

const contracts = [...refreshContract, ...logoutContract, ...thirdPartyLoginContract]
const defects = [...refreshDefects, ...logoutDefects, ...thirdPartyLoginDefects]

it.each(contracts)('fails for an app without sign-in: $name', async ({ run }) => {
  const provider = await startMisbehavingProvider()
  const server = await startLoopbackServer('localhost', 0)
  server.serve(({ url }, response) => {
    const { status, headers, text } = carelessAnswer(url)
    response.writeHead(status, headers).end(text)
  })
  const app = { origin: server.origin, provider, events: () => [], close: () => server.close() }
  await expect(run(app)).rejects.toThrow()
  await Promise.all([server.close(), provider.close()])
})

it('names each case differently', () => {
  expect(new Set(contracts.map(({ name }) => name)).size).toBe(contracts.length)
})

it.each(contracts)('finds a planted defect: $name', ({ name }) => {
  expect(defects.filter(({ foundBy }) => name.startsWith(foundBy))).not.toEqual([])
})
