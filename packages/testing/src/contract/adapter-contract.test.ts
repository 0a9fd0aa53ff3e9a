import { afterEach, describe, expect, it } from 'vitest'
import { startProvider } from '../provider/start-provider.ts'
import { startLoopbackServer } from '../server/loopback-server.ts'
import { adapterContract } from './adapter-contract.ts'
import { contractClient, contractOptions, contractPeople, contractTexts } from './contract-app.ts'
import type { ContractApp } from './contract-app.ts'

/** Starts the contract's app without any sign-in: it trusts every caller and sets a cookie on every response. */
async function startCarelessApp(): Promise<ContractApp> {
  const provider = await startProvider({ people: contractPeople })
  const server = await startLoopbackServer('localhost', 0)
  const pages: Readonly<Record<string, string>> = {
    ...{ '/': 'hello anonymous', '/me': 'anonymous', '/echo': 'marker=sent', '/roles': '[]' },
    ...{ '/admin': contractTexts.admin, '/static': contractTexts.static },
    ...{ '/api': 'anonymous', '/api/admin': contractTexts.admin, '/api/open': 'hello anonymous' },
  }
  server.serve((request, response) => {
    const text = pages[request.url?.split('?')[0] ?? '']
    const status = text === undefined ? (request.url === '/throws' ? 500 : 404) : 200
    response.writeHead(status, { 'set-cookie': 'session=1' }).end(text ?? 'nothing here')
  })
  return {
    origin: server.origin,
    provider,
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
  it.each(adapterContract)('is broken by an app without sign-in: $name', async ({ run }) => {
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
