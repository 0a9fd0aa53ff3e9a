import { readFileSync } from 'node:fs'
import * as svelteStore from 'svelte/store'
import * as vue from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseMarkdown } from '../../../tools/docs/parse-markdown.mjs'
import { evaluateProgram } from '../../../tools/docs/read-guide.mjs'
import { buildAda, json, openFakeBrowser, type FakeBrowser } from './fake-browser.ts'

const guide = new URL('../../../docs/guides/in-the-browser.md', import.meta.url)
const { blocks } = parseMarkdown(readFileSync(guide, 'utf8'))

/** Runs a program of the guide, which a comment names. */
function runProgram(name: string): Readonly<Record<string, unknown>> {
  const program = blocks.find(({ code }) => code.startsWith(`// ${name}\n`))
  if (program === undefined) throw new Error(`the guide has no ${name}`)
  const load = (wanted: string): unknown => {
    if (wanted === './session.js') return runProgram('session.ts')
    return { vue, 'svelte/store': svelteStore }[wanted]
  }
  return evaluateProgram(program.code, load, {})
}

const began = 1_793_000_000
let browser: FakeBrowser
beforeEach(() => {
  vi.useFakeTimers({ now: began * 1000 })
  browser = openFakeBrowser()
  vi.stubGlobal('window', {})
})
afterEach(() => {
  expect(browser.countOpen()).toBe(0)
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

/** What a recipe shows: a name, and whether the person is an administrator. */
type Shown = () => { readonly name: string | undefined; readonly isAdmin: boolean }

/** The recipes: how a component starts each, and what stops it. */
const recipes: Readonly<Record<string, () => { shown: Shown; stop: () => void }>> = {
  'without a framework'() {
    const elements = { name: { textContent: '' }, admin: { hidden: true } }
    Object.assign(document, { getElementById: (name: keyof typeof elements) => elements[name] })
    // The page never stops: its listeners are taken away for the test.
    const stops: (() => void)[] = []
    const { watchSession } = runProgram('session.ts') as { watchSession: (show: unknown) => () => void }
    const program = blocks.find(({ code }) => code.startsWith('// page.js'))?.code ?? ''
    evaluateProgram(
      program,
      () => ({ watchSession: (show: unknown) => void stops.push(watchSession(show)) }),
      {},
    )
    return {
      shown: () => ({
        name: elements.name.textContent || undefined,
        isAdmin: !elements.admin.hidden,
      }),
      stop: () => stops.forEach((stop) => stop()),
    }
  },
  Vue() {
    const { useSession } = runProgram('use-session.js') as {
      useSession: () => {
        user: vue.ComputedRef<{ name: string } | undefined>
        hasRole: (role: string) => boolean
      }
    }
    const scope = vue.effectScope()
    const session = scope.run(useSession)
    return {
      shown: () => ({ name: session?.user.value?.name, isAdmin: session?.hasRole('ROLE_ADMIN') === true }),
      stop: () => scope.stop(),
    }
  },
  Svelte() {
    const { hasRole, user } = runProgram('session-store.js') as {
      user: svelteStore.Readable<{ name: string } | undefined>
      hasRole: svelteStore.Readable<(role: string) => boolean>
    }
    const shown: { name: string | undefined; isAdmin: boolean } = { name: undefined, isAdmin: false }
    const stops = [
      user.subscribe((found) => (shown.name = found?.name)),
      hasRole.subscribe((has) => (shown.isAdmin = has('ROLE_ADMIN'))),
    ]
    return { shown: () => ({ ...shown }), stop: () => stops.forEach((stop) => stop()) }
  },
}

describe.each(Object.entries(recipes))('the recipe %s', (_, start) => {
  it('shows the person and the role, and takes them away after a sign-out in another tab', async () => {
    browser.answer = () => json(buildAda(began + 3600, ['ROLE_ADMIN', 'ROLE_USER']))
    const { shown, stop } = start()
    expect(shown()).toEqual({ name: undefined, isAdmin: false })
    await settle()
    expect(shown()).toEqual({ name: 'Ada', isAdmin: true })
    browser.answer = () => json({ authenticated: false })
    browser.fire('focus')
    await settle()
    expect(shown()).toEqual({ name: undefined, isAdmin: false })
    stop()
  })

  it('shows no person after the end of the session, and none while the server does not answer', async () => {
    browser.answer = () => json(buildAda(began + 60))
    const { shown, stop } = start()
    await settle()
    expect(shown().name).toBe('Ada')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(shown().name).toBeUndefined()
    for (const answer of [() => new Response('<p>Sign in'), () => new TypeError('Failed to fetch')]) {
      browser.answer = answer
      browser.fire('pageshow')
      await settle()
      expect(shown()).toEqual({ name: undefined, isAdmin: false })
    }
    stop()
  })
})
