import { describe, expect, it } from 'vitest'
import { readBrowserModule } from '../src/pages/browser-modules.ts'
import { buildDocument } from '../src/pages/build-document.ts'
import { buildTryPage } from '../src/pages/try-page.ts'

describe('the modules of the page', () => {
  it('are those that run in a browser, without types, and no other source', () => {
    expect(readBrowserModule('/modules/playground/answer/answer-texts.ts')).not.toMatch(/interface|: Answer/)
    expect(readBrowserModule('/modules/playground/answer/answer-texts.ts')).toContain(
      'from "/modules/oidc-core/index.js"',
    )
    expect(readBrowserModule('/modules/playground/parse/parse-literal.ts')).toContain(
      'from "/modules/json5/index.min.mjs"',
    )
    expect(readBrowserModule('/modules/json5/index.min.mjs')).toMatch(/export default|as default/)
    for (const path of [
      '/modules/json5/index.js',
      '/modules/app.ts',
      '/modules/playground/../package.json',
      '/modules/oidc-core/../package.json',
      '/modules/',
      '/modules/people.ts',
    ]) {
      expect(readBrowserModule(path)).toBeUndefined()
    }
  })
})

describe('the page', () => {
  it('has the first decision in it, says without JavaScript that it needs it, and carries no inline script', () => {
    const text = buildDocument(buildTryPage({ user: undefined, roles: new Set() }))
    expect(text).toContain('Admitted as')
    expect(text).toMatch(/<noscript>.*needs JavaScript.*<\/noscript>/s)
    expect(text.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual([
      '<script type="module" src="/modules/try/main.ts"></script>',
    ])
  })
})
