import { afterEach, describe, expect, it } from 'vitest'
import { startProvider } from '../provider/start-provider.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'
import { adapterContract } from './adapter-contract.ts'
import { contractClient, contractOptions, contractPeople } from './contract-app.ts'
import type { ContractApp } from './contract-app.ts'
import { carelessAnswer } from './defects/careless-answer.ts'

/** Starts the contract's app without any sign-in: it trusts every caller and sets a cookie on every response. */
async function startCarelessApp(): Promise<ContractApp> {
  const provider = await startProvider({ people: contractPeople })
  const server = await startLoopbackServer('localhost', 0)
  server.serve(({ url }, response) => {
    const { status, headers, text } = carelessAnswer(url)
    response.writeHead(status, headers).end(text)
  })
  return {
    origin: server.origin,
    provider,
    events: () => [],
    close: async () => {
      await Promise.all([server.close(), provider.close()])
    },
  }
}

const running: ContractApp[] = []
afterEach(async () => {
  for (const app of running.splice(0)) await app.close()
})

describe('adapterContract', () => {
  it.each(adapterContract)('fails for an app without sign-in: $name', async ({ run }) => {
    const app = await startCarelessApp()
    running.push(app)
    await expect(run(app)).rejects.toThrow()
  })

  it('names each case differently', () => {
    expect(new Set(adapterContract.map(({ name }) => name)).size).toBe(adapterContract.length)
  })

  it('registers the client that its options name', () => {
    const baseUrl = 'http://localhost:3000'
    const { providers } = contractOptions({ baseUrl, issuerUrl: 'http://localhost:4000' })
    const { clientId, clientSecret, redirectUris } = contractClient(baseUrl)
    expect(providers[0]).toMatchObject({ clientId, clientSecret })
    expect(redirectUris).toEqual([`${baseUrl}/login/oauth2/code/${providers[0].providerId}`])
  })
})
