import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageFolders, privateFolders, root } from './workspace.mjs'

it('lists every package, so that each check of the tools covers it', () => {
  expect([...packageFolders, ...privateFolders].sort()).toEqual(readdirSync(join(root, 'packages')).sort())
})
