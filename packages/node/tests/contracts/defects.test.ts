import { AssertionError } from 'node:assert/strict'
import type { AllRoles } from '@x/oidc-node'
import {
  contractDefects,
  refreshContract,
  refreshDefects,
  runContractCase,
  serveRefreshApp,
  type ContractApp,
  type Defect,
  type RefreshApp,
  type RefreshDefect,
} from '@x/oidc-testing'
import express from 'express'
import { expect, it } from 'vitest'
import { createExpressApp } from '../contract-apps/express-app.ts'
import { createContractOidc, startContractApp, type ContractOidc } from '../start-contract-app.ts'

/** Starts the contract's app on Express with a defect. */
function startBrokenApp(defect: Partial<Defect>, basePath: string): Promise<ContractApp> {
  const { inFront, mountedAt } = defect
  return startContractApp(
    (oidc, path) => {
      const app = createExpressApp(express, plant(defect, oidc), mountedAt ?? path)
      return (req, res) => {
        inFront?.(req, res)
        if (!res.writableEnded) app(req, res)
      }
    },
    mountedAt === undefined ? basePath : '',
  )
}

type Role = 'ROLE_USER' | 'ROLE_ADMIN'

function plant({ asksForSession, beforeBearer, gates }: Partial<Defect>, oidc: ContractOidc): ContractOidc {
  const requireUser = oidc.requireUser()
  return {
    ...oidc,
    requireRole: (role: Role | AllRoles<Role>, second?: Role, ...others: readonly Role[]) => {
      const gate =
        typeof role === 'object' || second === undefined
          ? oidc.requireRole(role)
          : oidc.requireRole(role, second, ...others)
      return (req, res, next) => {
        if (gates === undefined || gates(req)) gate(req, res, next)
        else next()
      }
    },
    bearer: (options) => {
      const bearer = oidc.bearer(options)
      return (req, res, next) => {
        beforeBearer?.(req, res)
        if (asksForSession?.(req) === true) requireUser(req, res, next)
        else bearer(req, res, next)
      }
    },
  }
}

it.each(contractDefects)('the contract finds an adapter that $name: $foundBy', async (defect) => {
  const running = runContractCase(defect.foundBy, (basePath) => startBrokenApp(defect, basePath))
  await expect(running).rejects.toThrow(AssertionError)
})

/** Starts the app of the refresh contract on Express with a defect. */
function startBrokenRefreshApp({ inFront, plant: replace }: RefreshDefect): Promise<RefreshApp> {
  return serveRefreshApp((options) => {
    const oidc = createContractOidc(options)
    const planted = { ...oidc, ...replace?.(oidc, options.log) }
    const app = createExpressApp(express, planted, '')
    return (req, res) => {
      inFront?.(req, res)
      app(req, res)
    }
  })
}

it.each(refreshDefects)('the refresh contract finds an adapter that $name: $foundBy', async (defect) => {
  const found = refreshContract.filter(({ name }) => name.startsWith(defect.foundBy))
  expect(found).toHaveLength(1)
  const app = await startBrokenRefreshApp(defect)
  await expect(found[0]?.run(app).finally(app.close)).rejects.toThrow(AssertionError)
})

it('the contract finds nothing in the adapter as it is', async () => {
  const name = "sends the app's cookies and its own cookies"
  await expect(runContractCase(name, (basePath) => startBrokenApp({}, basePath))).resolves.toBeUndefined()
})
