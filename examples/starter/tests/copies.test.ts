import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const examples = join(import.meta.dirname, '../..')

it.each(globSync('*.ts', { cwd: join(examples, 'hono/src') }).filter((file) => file !== 'main.ts'))(
  'the examples for Hono differ in main.ts alone: %s',
  (file) => {
    const read = (example: string) => readFileSync(join(examples, example, 'src', file), 'utf8')
    expect(read('hono-workerd')).toBe(read('hono'))
  },
)
