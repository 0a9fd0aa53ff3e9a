// Lists where a peer is ahead of us in the results of the benchmarks, for docs/performance.md. Without it the page would show what flatters,
// or numbers of an older run.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.mjs'

/**
 * @typedef {object} Measured a contender
 * @property {string} name
 * @property {'bare' | 'same-headers' | 'limit' | 'ours' | 'peer'} kind
 * @property {number} [ofSameHeaders] its throughput, divided by that of the same headers
 * @property {{ people: number, ofSameHeaders: number }[]} [crowds]
 * @property {number} [extraMilliseconds]
 * @property {Record<string, number>} [microseconds] by algorithm
 */

/** @typedef {{ what: string, peer: string, theirs: string, ours: string }} Row */

const begin = '<!-- ahead: begin -->'
const end = '<!-- ahead: end -->'

/** @param {string} name of a file of results @returns {any} */
const readResults = (name) => JSON.parse(readFileSync(join(root, 'bench/results', `${name}.json`), 'utf8'))

/** @param {string} page @param {boolean} writes @returns {{ page: string, problems: string[] }} with the table of today, if it writes */
export function comparePeersAhead(page, writes) {
  const [before, rest = ''] = page.split(begin)
  const [, after] = rest.split(end)
  if (before === undefined || after === undefined)
    return { page, problems: [`there is no ${begin} … ${end}`] }
  const today = `${before}${begin}\n\n${renderTable(listPeersAhead())}\n\n${end}${after}`
  if (writes) return { page: today, problems: [] }
  const normal = (/** @type {string} */ text) => text.replace(/ +/gu, ' ').replace(/-+/gu, '-')
  return {
    page,
    problems:
      normal(today) === normal(page) ? [] : ['the table of peers is old: node tools/check-docs.mjs --write'],
  }
}

/** @returns {Row[]} */
function listPeersAhead() {
  return [
    ...['people-sessions', 'people-tokens', 'people-stored'].flatMap((name) =>
      listTitled(name).flatMap(({ title, contenders }) => compareCrowds(title, contenders)),
    ),
    ...['authenticated-get', 'bearer-request'].flatMap((name) =>
      listTitled(name).flatMap(({ title, contenders }) =>
        compare(contenders, `${title}, one person`, ({ ofSameHeaders }) => ofSameHeaders, share),
      ),
    ),
    ...compareStarts(readResults('cold-start').contenders),
    ...compareVerifications(readResults('token-verification').contenders),
    ...compareSessionRead(readResults('session-read')),
  ]
}

/** @param {string} name @returns {{ title: string, contenders: Measured[] }[]} */
const listTitled = (name) => Object.values(readResults(name))

/** @param {string} title @param {Measured[]} contenders @returns {Row[]} */
function compareCrowds(title, contenders) {
  const people = contenders[0]?.crowds?.map((crowd) => crowd.people) ?? []
  return people.flatMap((number) =>
    compare(
      contenders,
      `${title}, ${number.toLocaleString('en')} ${number === 1 ? 'person' : 'people'}`,
      ({ crowds }) => crowds?.find((crowd) => crowd.people === number)?.ofSameHeaders,
      share,
    ),
  )
}

/**
 * Each peer with ours, and each peer without a cache with ours whose cache is off. More is better.
 * @param {Measured[]} contenders @param {string} what
 * @param {(contender: Measured) => number | undefined} read @param {(value: number) => string} show
 * @returns {Row[]}
 */
function compare(contenders, what, read, show) {
  const find = (/** @type {string} */ name) =>
    contenders.find((each) => each.kind === 'ours' && each.name === name)
  const peers = contenders.filter(({ kind }) => kind === 'peer')
  return ['ours', 'ours, its cache off'].flatMap((name) => {
    const own = find(name)
    const ours = own === undefined ? undefined : read(own)
    if (ours === undefined) return []
    const isOff = name !== 'ours'
    return peers
      .filter((peer) => !isOff || !peer.name.includes('with its cache'))
      .flatMap((peer) => {
        const theirs = read(peer) ?? 0
        if (theirs <= ours) return []
        return [
          {
            what: isOff ? `${what}, without a cache` : what,
            peer: peer.name,
            ...showApart(theirs, ours, show),
          },
        ]
      })
  })
}

/** Shares that are equal as whole percentages have a decimal. @param {number} theirs @param {number} ours @param {(value: number) => string} show */
function showApart(theirs, ours, show) {
  const isEqual = show(theirs) === show(ours)
  const write = isEqual ? (/** @type {number} */ value) => `${(value * 100).toFixed(1)} %` : show
  return { theirs: write(theirs), ours: write(ours) }
}

/** By framework: the peers stand behind ours of theirs. @param {Measured[]} contenders @returns {Row[]} */
function compareStarts(contenders) {
  /** @type {Measured | undefined} */
  let ours
  return contenders.flatMap((contender) => {
    if (contender.kind === 'ours') ours = contender
    const [their = 0, our = 0] = [contender.extraMilliseconds, ours?.extraMilliseconds]
    if (contender.kind !== 'peer' || ours === undefined || their >= our) return []
    const what = `${ours.name.replace(': ours', '')}, cold start: time beyond that of the bare server`
    return [{ what, peer: contender.name, theirs: `${their} ms`, ours: `${our} ms` }]
  })
}

/** @param {Measured[]} contenders @returns {Row[]} */
function compareVerifications(contenders) {
  const state = (/** @type {string} */ name) => (name.includes('warm') ? 'warm' : 'cold')
  return contenders
    .filter(({ kind }) => kind === 'peer')
    .flatMap(({ name, microseconds = {} }) =>
      Object.entries(microseconds).flatMap(([algorithm, theirs]) => {
        const own = contenders.find((each) => each.kind === 'ours' && state(each.name) === state(name))
        const ours = own?.microseconds?.[algorithm] ?? 0
        const what = `Verifying an access token (${algorithm}, ${state(name)})`
        return theirs < ours ? [{ what, peer: plain(name), theirs: `${theirs} µs`, ours: `${ours} µs` }] : []
      }),
    )
}

/** @param {{ cold: number, jose: number }} result @returns {Row[]} */
const compareSessionRead = ({ cold, jose }) =>
  jose < cold
    ? [
        {
          what: 'Reading a session, cold',
          peer: "jose's decryption alone",
          theirs: `${jose} µs`,
          ours: `${cold} µs`,
        },
      ]
    : []

/** @param {string} name */
const plain = (name) => name.replace(/, (?:cold|warm)$/u, '')

/** @param {number} value */
const share = (value) => `${Math.round(value * 100)} %`

/** @param {readonly Row[]} rows */
const renderTable = (rows) =>
  [
    '| what | peer | theirs | ours |',
    '| --- | --- | ---: | ---: |',
    ...rows.map(({ what, peer, theirs, ours }) => `| ${what} | ${peer} | ${theirs} | ${ours} |`),
  ].join('\n')
