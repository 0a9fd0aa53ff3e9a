import { AssertionError } from 'node:assert/strict'
import type { AllRoles } from '@x/oidc-node'
import {
  contractDefects,
  plantInListener,
  refreshDefects,
  runContractCase,
  runRefreshCase,
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
function startBrokenRefreshApp(defect: RefreshDefect): Promise<RefreshApp> {
  return serveRefreshApp((options) => {
    const oidc = createContractOidc(options)
    const planted = { ...oidc, ...defect.plant?.(oidc, options.log) }
    return plantInListener(defect, createExpressApp(express, planted, ''))
  })
}

it.each(refreshDefects)('the refresh contract finds an adapter that $name: $foundBy', async (defect) => {
  const running = runRefreshCase(defect.foundBy, () => startBrokenRefreshApp(defect))
  await expect(running).rejects.toThrow(AssertionError)
})

it('the contract finds nothing in the adapter as it is', async () => {
  const name = "sends the app's cookies and its own cookies"
  await expect(runContractCase(name, (basePath) => startBrokenApp({}, basePath))).resolves.toBeUndefined()
})
