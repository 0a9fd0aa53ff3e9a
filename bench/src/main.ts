import { availableParallelism } from 'node:os'
import { benchDecidingRoles } from './deciding-roles.ts'
import { benchHostilePatterns } from './hostile-patterns.ts'

console.log(
  `Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores; medians`,
)
await benchDecidingRoles()
await benchHostilePatterns()
