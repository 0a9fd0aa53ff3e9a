import { join } from 'node:path'

export const folder = join(import.meta.dirname, '..')
export const nextCommand = join(folder, 'node_modules/next/dist/bin/next')
export const environment = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } as const
