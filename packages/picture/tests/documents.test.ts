import { addHints, type Decision, explainAccess } from '@x/oidc-core'
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom'
import { describe, expect, it } from 'vitest'
import { drawDecisionHtml, drawDecisionPage, drawDecisionSvg } from '../src/index.ts'
import { html } from '../src/html.ts'
import { ada, decide, listGroups } from './decide.ts'

const parse = (svg: string) =>
  new DOMParser({ onError: onErrorStopParsing }).parseFromString(svg, 'image/svg+xml')

const hostileTexts = [
  '"><script>alert(1)</script>',
  "' onload='alert(1)",
  ']]><!--',
  '&amp;&#x3c;script&#x3e;',
  '</style></text></svg><script>alert(1)</script>',
  'a\u202eb\u2066c\u200bd\u0000e\u0007f\u2028g',
  '\ud800 alone, \udc00 alone',
  '\ufffe\uffff',
  `Z${'\u0334\u0321'.repeat(200)}`,
  'x'.repeat(1000),
  '管理者'.repeat(100),
]
const hostile = hostileTexts.map((text): readonly [string, Decision] => [
  JSON.stringify(text.slice(0, 30)),
  decide(
    { idToken: { sub: 'x', name: text, groups: [text, `${text}!`], [text]: text } },
    { nameClaim: 'name', rolesClaims: ['groups', text] },
    { roleMapping: { [text]: [text, 'ROLE_USER'] }, impliedRoles: { ROLE_USER: [`${text}implied`] } },
  ),
])
const shut = decide(ada({ groups: ['Staff', 'other'] }))

describe('the SVG', () => {
  it('is this, for a small decision', async () => {
    const decision = decide(ada({ groups: ['staff', 'other'] }))
    await expect(drawDecisionSvg(decision)).toMatchFileSnapshot('./golden/small.svg')
    await expect(drawDecisionSvg(shut)).toMatchFileSnapshot('./golden/shut.svg')
  })

  it('says what it shows to people who do not see it', () => {
    const document = parse(drawDecisionSvg(shut))
    expect(document.documentElement?.getAttribute('role')).toBe('img')
    expect(document.getElementsByTagName('title')[0]?.textContent).toBe('Not admitted: ada')
    expect(document.getElementsByTagName('desc')[0]?.textContent).toBe(
      'Claims read: groups (found, 2 role keys). Role keys found: Staff (not mapped; did you mean, "staff"?); other (not mapped). Roles, not granted: ROLE_USER (asked for, not granted). Gate: Shut (asks for ROLE_USER).',
    )
  })

  it('names nothing outside itself, and has no script', () => {
    const svg = drawDecisionSvg(decide(ada({ groups: ['staff'] }))).replace(
      'xmlns="http://www.w3.org/2000/svg"',
      '',
    )
    expect(svg).not.toMatch(/https?:|href|url\(|@import|@font-face|<script|<foreignObject|\son[a-z]+=/iu)
  })

  it.each(hostile)('is well-formed, and holds hostile texts as text: %s', (_, decision) => {
    const document = parse(drawDecisionSvg(decision))
    const names = new Set([...document.getElementsByTagName('*')].map(({ nodeName }) => nodeName))
    expect([...names].sort()).toEqual(
      ['circle', 'desc', 'path', 'rect', 'style', 'svg', 'text', 'title'].filter((name) => names.has(name)),
    )
    for (const { attributes } of document.getElementsByTagName('*'))
      for (const { name, value } of attributes) expect(`${name} ${value}`).not.toMatch(/^on|alert/u)
    expect(document.documentElement?.textContent).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/u)
  })

  it('cuts a long text, and gives its beginning in a title', () => {
    const key = 'long-'.repeat(20)
    const document = parse(drawDecisionSvg(decide(ada({ groups: [key] }))))
    const text = [...document.getElementsByTagName('text')].find(
      (each) => each.textContent?.startsWith('long-') === true,
    )
    expect(text?.firstChild?.nodeValue).toMatch(/^(?:long-)+[long]*…$/u)
    expect(text?.getElementsByTagName('title')[0]?.textContent).toBe(key)
  })

  it('is small for ten thousand groups', () => {
    const decision = decide(ada({ groups: listGroups(10_000, 'a-group-of-the-directory-') }), undefined, {
      passthrough: { allow: ['**'] },
    })
    const svg = drawDecisionSvg(decision)
    expect(svg.length).toBeLessThan(40_000)
    parse(svg)
  })

  it('says that roles were not decided where the claims alone deny', () => {
    const decision = decide({ idToken: { sub: '', groups: ['staff'] } })
    const undecided: Decision = {
      ...decision,
      trace: {
        ...decision.trace,
        ...{ keys: [], granted: [], rolesUndecided: true },
        gate: { required: [], met: [], open: false },
      },
    }
    const document = parse(drawDecisionSvg(undecided))
    expect(document.getElementsByTagName('desc')[0]?.textContent).toContain(
      'Roles, not granted: not decided. Gate: Not asked (the claims alone deny); subject_missing',
    )
  })
})

describe('the page', () => {
  it('has the picture and the words, and lets nothing load or run', () => {
    const page = drawDecisionPage(shut)
    expect(page).toContain(drawDecisionHtml(shut))
    expect(page).toContain(html`<pre>${explainAccess(shut)}</pre>`.toString())
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page).not.toMatch(/<script|<link|<img|\ssrc=|href=|url\(|@import/iu)
  })

  it.each(hostile)('holds hostile texts as text: %s', (_, decision) => {
    const page = drawDecisionPage(decision)
    expect(page).not.toMatch(/<script/iu)
    expect(page.match(/<\/style>/gu)).toHaveLength(1)
    expect(page.match(/<title>[^<]*<\/title>/gu)).toHaveLength(1)
  })
})

it('draws the same from a decision that was stored as JSON', () => {
  const hinted = { ...shut, trace: addHints(shut.trace) }
  const stored = JSON.parse(JSON.stringify(hinted)) as Decision
  expect(drawDecisionSvg(stored)).toBe(drawDecisionSvg(shut))
  expect(drawDecisionHtml(stored)).toBe(drawDecisionHtml(shut))
})
