import { createOidc } from '@x/oidc-node'
import { buildOptions, type Settings } from './settings.ts'

/** Creates the adapter that the recipes on Node, Express, Koa and NestJS share. */
export const createAppOidc = (settings: Settings) => createOidc(buildOptions(settings))

export type AppOidc = ReturnType<typeof createAppOidc>
