import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addSection, readSection } from './release/changelog.mjs'
import { findObstacles } from './release/obstacles.mjs'
import { listPacked, verifyPacked } from './release/packed-list.mjs'

const ready = {
  names: ['@acme/oidc-core'],
  version: '1.2.0',
  repositoryUrl: 'https://code.acme.dev/oidc',
  changelog: '# Changelog\n\n## 1.2.0\n\nNew things.\n',
  changesets: 0,
  changedFiles: [],
  tag: 'v1.2.0',
}

describe('a release', () => {
  it('goes on when nothing stands in the way', () => {
    expect(findObstacles(ready)).toEqual([])
    expect(findObstacles({ ...ready, tag: undefined })).toEqual([])
  })

  it.each([
    [
      'the scope is a placeholder',
      { names: ['@acme/oidc-core', '@x/oidc-node'] },
      /scope @x is a placeholder/u,
    ],
    [
      'the repository is a placeholder',
      { repositoryUrl: 'https://git.example.com/x' },
      /git\.example\.com.*placeholder/u,
    ],
    ['changesets are left', { changesets: 2 }, /^2 changesets are not in CHANGELOG\.md/u],
    ['the changelog has no section', { version: '1.2.1', tag: 'v1.2.1' }, /nothing of 1\.2\.1/u],
    [
      'the section is empty',
      { changelog: '# Changelog\n\n## 1.2.0\n\n## 1.1.0\n\nOld.' },
      /nothing of 1\.2\.0/u,
    ],
    [
      'a file is not committed',
      { changedFiles: [' M README.md'] },
      /1 files are not committed, such as M README\.md/u,
    ],
    ['the tag is of another version', { tag: 'v1.3.0' }, /"v1\.3\.0".*must be v1\.2\.0/u],
  ])('is refused when %s', (_, change, expected) => {
    const obstacles = findObstacles({ ...ready, ...change })
    expect(obstacles).toHaveLength(1)
    expect(obstacles[0]).toMatch(expected)
  })
})

describe('the changelog', () => {
  const before = '# Changelog\n\nOne version.\n\n## 1.1.0\n\nOld.\n'

  it('gets a section in front, with what breaks first', () => {
    const after = addSection(before, '1.2.0', [
      { summary: 'A store.\n\n- one\n- two\n', releases: [{ type: 'patch' }, { type: 'minor' }] },
      { summary: 'An option is gone.', releases: [{ type: 'major' }] },
      { summary: 'Sign-ins work again.', releases: [{ type: 'patch' }] },
    ])
    expect(after).toBe(
      '# Changelog\n\nOne version.\n\n## 1.2.0\n\n### Breaking changes\n\n- An option is gone.\n\n### New\n\n' +
        '- A store.\n\n  - one\n  - two\n\n### Mended\n\n- Sign-ins work again.\n\n## 1.1.0\n\nOld.\n',
    )
    expect(readSection(after, '1.1.0')).toBe('Old.')
    expect(readSection(after, '1.2.0')).toMatch(/^### Breaking changes/u)
  })

  it('has no section of a version that only begins alike', () => {
    expect(readSection('# Changelog\n\n## 1.1.0-rc.1\n\nNew.\n', '1.1.0')).toBeUndefined()
  })
})

describe('the tarballs that are published', () => {
  const names = ['@acme/oidc-core', '@acme/oidc-node']
  let folder = ''
  let list = ''
  /** @type {Map<string, string>} */
  let tarballs
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'packed-'))
    tarballs = new Map(
      names.map((name) => {
        const short = name.slice('@acme/oidc-'.length)
        mkdirSync(join(folder, short))
        writeFileSync(join(folder, short, `${short}.tgz`), `the content of ${name}`)
        return [name, join(folder, short, `${short}.tgz`)]
      }),
    )
    list = JSON.stringify(listPacked(tarballs, folder))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('are those that were packed, in their order', () => {
    expect([...verifyPacked(list, folder, names)]).toEqual([...tarballs])
  })

  it.each([
    ['another content', () => writeFileSync(join(folder, 'node/node.tgz'), 'evil'), /node has the digest/u],
    ['a file more', () => writeFileSync(join(folder, 'node/.npmrc'), ''), /has 3 files, and the list 2/u],
    ['a file less', () => rmSync(join(folder, 'node/node.tgz')), /has 1 files, and the list 2/u],
    ['no package', () => (list = '[]'), /The list has , and the packages are/u],
    [
      'a package twice',
      () => (list = list.replace('oidc-node', 'oidc-core')),
      /oidc-core, @acme\/oidc-core, and/u,
    ],
    ['a file elsewhere', () => (list = list.replace('node/node.tgz', '../x/node.tgz')), /has the file/u],
    ['no list', () => (list = 'undefined'), /JSON/u],
  ])('are refused with %s', (_, change, message) => {
    change()
    expect(() => verifyPacked(list, folder, names)).toThrow(message)
  })
})
