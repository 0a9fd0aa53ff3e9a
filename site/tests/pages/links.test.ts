import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, it } from 'vitest'
import { builtSite } from '../../../tools/docs/serve-site.mjs'

interface BuiltPage {
  readonly path: string
  readonly ids: ReadonlySet<string>
  readonly links: readonly string[]
}

const pages: readonly BuiltPage[] = globSync('**/*.html', { cwd: builtSite }).map((path) => {
  const html = readFileSync(join(builtSite, path), 'utf8')
  const list = (attribute: string) =>
    [...html.matchAll(new RegExp(String.raw`\s${attribute}="([^"]*)"`, 'gu'))].map(([, value = '']) => value)
  return { path, ids: new Set(list('id')), links: [...list('href'), ...list('src')] }
})
const byPath = new Map(pages.map((page) => [page.path, page]))

/** The file of the site and the anchor that a link leads to. */
function resolveLink(from: string, link: string): readonly [file: string, anchor: string | undefined] {
  const [path = '', anchor] = decodeURIComponent(link).split('#')
  const file = path === '' ? from : posix.join(path.startsWith('/') ? '' : posix.dirname(from), path)
  return [file.replace(/^\//u, '').replace(/(^|\/)$/u, '$1index.html'), anchor]
}

it('has pages of every kind', () => {
  expect([...byPath.keys()]).toEqual(
    expect.arrayContaining(
      ['index', 'start', 'try', '404', 'guides/logout', 'providers/keycloak', 'errors', 'configuration'].map(
        (name) => `${name}.html`,
      ),
    ),
  )
  expect(byPath.has('api/oidc-node.html') && byPath.has('decisions/index.html')).toBe(true)
})

it('has no link to a page, a heading or a file that is not there', () => {
  const dead = pages.flatMap(({ path, links }) =>
    links
      .filter((link) => !/^(?:[a-z][a-z\d+.-]*:|\/\/)/u.test(link))
      .filter((link) => {
        const [file, anchor] = resolveLink(path, link)
        if (!existsSync(join(builtSite, file))) return true
        return anchor !== undefined && anchor !== '' && byPath.get(file)?.ids.has(anchor) !== true
      })
      .map((link) => `${path}: ${link}`),
  )
  expect(dead).toEqual([])
})

it('shows no placeholder of the repository as a link', () => {
  const placeholders = pages.flatMap(({ path, links }) =>
    links.filter((link) => link.includes('git.example.com')).map((link) => `${path}: ${link}`),
  )
  expect(placeholders).toEqual([])
})

it('lists every page that is in the sidebar for programs that read text', () => {
  const listed = [...readFileSync(join(builtSite, 'llms.txt'), 'utf8').matchAll(/\]\(\/([^)]+)\)/gu)].map(
    ([, file = '']) => file,
  )
  expect(listed.filter((file) => !existsSync(join(builtSite, file)))).toEqual([])
  expect(listed).toEqual(
    expect.arrayContaining(['guides/logout.md', 'errors.md', 'packages/node.md', 'api/oidc-core.md']),
  )
  const whole = readFileSync(join(builtSite, 'llms-full.txt'), 'utf8')
  expect(whole).toContain('Users can sign out here or at the provider')
})
